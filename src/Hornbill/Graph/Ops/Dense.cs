using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>x · w + b, and relu of it if taken in. Inputs: x (inputs,), w (inputs, outputs), b (outputs,) if there is one.</summary>
sealed class Dense(bool relu = false) : Op
{
    public bool WithRelu => relu;

    public override string Kind => relu ? "dense + bias + relu" : "dense + bias";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [inputs[1][1]];

    public override Fused? Absorb(Op next) => next is Relu && !relu ? new(new Dense(relu: true)) : null;
}
