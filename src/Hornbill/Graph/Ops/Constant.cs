using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Numbers that neither samples nor training change. They serve all samples.</summary>
sealed class Constant(Shape shape, float[] values) : Op
{
    public float[] Values => values;

    public override string Kind => "constant";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;
}
