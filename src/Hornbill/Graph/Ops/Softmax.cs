using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Probabilities over the last dimension.</summary>
sealed class Softmax : Op
{
    public override string Kind => "softmax";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <summary>The loss takes the logits; whoever wants the probabilities keeps them.</summary>
    public override Fused? Absorb(Op next) => next is SampleLoss { AfterSoftmax: { } loss } ? new(loss, Exclusive: false) : null;
}

/// <summary>The logarithms of the probabilities over the last dimension.</summary>
sealed class LogSoftmax : Op
{
    public override string Kind => "log_softmax";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
