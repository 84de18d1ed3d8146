using Hornbill.Engine;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Samples that come from outside: an input, a target, the samples' weights.</summary>
sealed class Input(object key, Shape shape) : Op
{
    /// <summary>What the caller finds its buffer by.</summary>
    public object Key => key;

    public override string Kind => "input";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;

    public override void Forward(Lowering to, Node node) => to.Input(node);
}
