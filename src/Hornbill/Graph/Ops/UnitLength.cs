namespace Hornbill.Graph.Ops;

/// <summary>Vectors along the last dimension brought to length 1.</summary>
sealed unsafe class UnitLength : EachVector
{
    public override string Kind => "unit length";

    public override bool NeedsInput => true;

    public override void Apply(float* x, float* y, int length) => Kernels.UnitLength.Forward(x, y, length);

    public override void Gradient(float* x, float* y, float* dy, float* dx, int length, bool accumulate) => Kernels.UnitLength.Gradient(x, y, dy, dx, length, accumulate);
}
