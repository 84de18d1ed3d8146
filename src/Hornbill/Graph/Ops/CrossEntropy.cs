using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>The loss of each sample, times its weight, of predictions and targets: class indices, or a probability for each class. From logits the
/// softmax is part of it; from probabilities they are divided by their sum and clipped to [1e-7, 1 − 1e-7] as Keras does.</summary>
sealed class CrossEntropy(bool sparse, bool fromLogits) : Op
{
    public bool Sparse => sparse;

    public bool FromLogits => fromLogits;

    public override string Kind => fromLogits ? "softmax + cross-entropy" : "cross-entropy";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [1];

    public override void Forward(Lowering to, Node node)
    {
        var (z, t, w) = (to[node.Inputs[0]], to[node.Inputs[1]], to[node.Inputs[2]]);
        to.Add(new CrossEntropyStep(node, this, z, t, w, losses: to.Output(node)));
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (z, t, w) = (to[node.Inputs[0]], to[node.Inputs[1]], to[node.Inputs[2]]);
        var (dz, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new CrossEntropyStep(node, this, z, t, w, upstream: to.Gradient(node), gradient: dz, fresh: fresh));
    }
}

sealed unsafe class CrossEntropyStep(Node node, CrossEntropy op, Value z, Value t, Value w, Value? losses = null, Value? upstream = null, Value? gradient = null,
                                     bool fresh = true)
    : Step($"{(gradient is null ? "" : "d ")}{node.Name}: {op.Kind}", upstream is null ? [z, t, w] : [z, t, w, upstream], [losses ?? gradient!])
{
    public override void Run(Frame f)
    {
        var a = new Kernels.CrossEntropy.Arguments
        {
            Samples = f.Count,
            Classes = node.Inputs[0].Shape[^1],
            Logits = f.At(z),
            LogitsSample = z.Stride,
            Targets = f.At(t),
            TargetsSample = t.Stride,
            Weights = f.At(w),
            WeightsSample = w.Stride,
            Sparse = op.Sparse,
            FromLogits = op.FromLogits,
            Losses = losses is null ? null : f.At(losses),
            LossesSample = losses?.Stride ?? 0,
            Gradient = gradient is null ? null : f.At(gradient),
            GradientSample = gradient?.Stride ?? 0,
            Upstream = upstream is null ? null : f.At(upstream),
            UpstreamSample = upstream?.Stride ?? 0,
            Accumulate = !fresh,
        };
        Kernels.CrossEntropy.Run(&a);
    }
}
