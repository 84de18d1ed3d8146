using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A bias for each channel, and relu if taken in. Inputs: x (height, width, channels), b (channels,). It may be added in place: x
/// is an operation of the same layer, and nothing else reads it.</summary>
sealed class Bias(bool relu = false) : Op
{
    public bool WithRelu => relu;

    public override string Kind => relu ? "bias + relu" : "bias";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override Fused? Absorb(Op next) => next is Relu ? new(new Bias(relu: true)) : null;
}
