namespace Hornbill.Graph.Ops;

/// <summary>Probabilities over the last dimension.</summary>
sealed unsafe class Softmax : EachVector
{
    public override string Kind => "softmax";

    /// <summary>The loss takes the logits; whoever wants the probabilities keeps them.</summary>
    public override Fused? Absorb(Op next) =>
        next is SampleLoss { AfterSoftmax: { } loss } ? new(loss, Exclusive: false) : null;

    public override void Apply(float* x, float* y, int length) => Kernels.Softmax.Forward(x, y, length);

    public override void Gradient(float* x, float* y, float* dy, float* dx, int length, bool accumulate) => Kernels.Softmax.Gradient(y, dy, dx, length, accumulate);
}

/// <summary>The logarithms of the probabilities over the last dimension.</summary>
sealed unsafe class LogSoftmax : EachVector
{
    public override string Kind => "log_softmax";

    public override void Apply(float* x, float* y, int length) => Kernels.Softmax.LogForward(x, y, length);

    public override void Gradient(float* x, float* y, float* dy, float* dx, int length, bool accumulate) => Kernels.Softmax.LogGradient(y, dy, dx, length, accumulate);
}
