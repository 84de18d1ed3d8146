using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Values one behind the other along a dimension.</summary>
sealed class Concatenation(int axis) : Op
{
    public int Axis => axis;

    public override string Kind => "concatenate";

    public override Shape Infer(IReadOnlyList<Shape> inputs) =>
        Shape.Create([.. inputs[0].Select((n, d) => d == axis ? inputs.Sum(s => s[d]) : n)]);
}
