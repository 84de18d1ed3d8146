using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>The same floats under another shape, or under a penalty that a model adds to its loss.</summary>
sealed class View(Shape shape, IPenalty? penalty = null) : Op
{
    public IPenalty? Penalty => penalty;

    public override string Kind => "view";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;
}
