using Hornbill.Engine;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>The same floats under another shape, or under a penalty that a model adds to its loss.</summary>
sealed class View(Shape shape, IPenalty? penalty = null) : Op
{
    public IPenalty? Penalty => penalty;

    public override string Kind => "view";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;

    public override void Forward(Lowering to, Node node) => to.Alias(node, node.Inputs[0]);

    public override void Backward(Lowering to, Node node) => to.PassGradient(node);
}
