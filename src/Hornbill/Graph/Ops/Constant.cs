using Hornbill.Engine;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Numbers that neither samples nor training change. They serve all samples.</summary>
sealed class Constant(Shape shape, float[] values) : Op
{
    public float[] Values => values;

    public override string Kind => "constant";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;

    public override void Forward(Lowering to, Node node) => to.Setup.Add(new FillConstant(node.Name, values, to.Packed(node)));
}

sealed unsafe class FillConstant(string name, float[] values, Value to) : ListedStep($"{name}: constant", [], [to])
{
    public override void Run(Frame f) => values.CopyTo(new Span<float>(f.At(to), values.Length));
}
