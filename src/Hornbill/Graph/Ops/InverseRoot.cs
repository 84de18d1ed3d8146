namespace Hornbill.Graph.Ops;

/// <summary>Vectors along the last dimension by the root of their mean square, or of their variance where <paramref name="centred"/>.</summary>
sealed unsafe class InverseRoot(float epsilon, bool centred) : EachVector
{
    public float Epsilon => epsilon;

    public bool Centred => centred;

    public override string Kind => centred ? "inverse deviation" : "inverse root mean square";

    public override bool NeedsInput => true;

    public override void Apply(float* x, float* y, int length) => Kernels.InverseRoot.Forward(x, y, length, epsilon, centred);

    public override void Gradient(float* x, float* y, float* dy, float* dx, int length, bool accumulate) =>
        Kernels.InverseRoot.Gradient(x, dy, dx, length, epsilon, centred, accumulate);
}
