using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Vectors along the last dimension by the root of their mean square, or of their variance where
/// <paramref name="centred"/>.</summary>
sealed class InverseRoot(float epsilon, bool centred) : Op
{
    public float Epsilon => epsilon;

    public bool Centred => centred;

    public override string Kind => centred ? "inverse deviation" : "inverse root mean square";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
