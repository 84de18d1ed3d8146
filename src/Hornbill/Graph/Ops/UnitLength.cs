using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Vectors along the last dimension brought to length 1.</summary>
sealed class UnitLength : Op
{
    public override string Kind => "unit length";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
