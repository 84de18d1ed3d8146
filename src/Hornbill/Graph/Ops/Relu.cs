using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>max(x, 0).</summary>
sealed class Relu : Op
{
    public override string Kind => "relu";

    // Once more changes nothing.
    public override Fused? Absorb(Op next) => next is Relu ? new(this) : null;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
