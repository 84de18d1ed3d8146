using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A loss: a number for each sample, times its weight, of predictions, targets and weights. It is the mean over a sample's places: all
/// dimensions of the prediction but the last.</summary>
abstract unsafe class SampleLoss : Op
{
    /// <summary>The same loss of logits, where a softmax made the predictions.</summary>
    public SampleLoss? AfterSoftmax { get; init; }

    /// <summary>The same loss of logits, where a sigmoid made the predictions.</summary>
    public SampleLoss? AfterSigmoid { get; init; }

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [1];

    public override void Forward(Lowering to, Node node) => to.Add(new LossStep(node, this, Reads(to, node), to.Width, losses: to.Output(node)));

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (gradient, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new LossStep(node, this, [.. Reads(to, node), to.Gradient(node)], to.Width, gradient: gradient, fresh: fresh));
    }

    /// <summary>Sets what the loss knows of itself, and runs its kernel.</summary>
    public abstract void Run(LossArguments* a, int width);

    /// <summary>The loss of one place.</summary>
    public float Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        fixed (float* p = prediction, t = target)
        {
            float weight = 1, loss = 0;
            var a = new LossArguments
            {
                Samples = 1,
                Places = 1,
                Classes = prediction.Length,
                TargetFloats = target.Length,
                Predictions = p,
                Targets = t,
                Weights = &weight,
                Losses = &loss,
            };
            Run(&a, SimdWidth.Best);
            return loss;
        }
    }

    static Value[] Reads(Lowering to, Node node) => [.. node.Inputs.Select(i => to[i])];
}

/// <summary>A loss by a kernel that needs no more than numbers to be told.</summary>
/// <param name="kind">What the plan calls it.</param>
/// <param name="p">The kernel's settings.</param>
/// <param name="q">The kernel's settings.</param>
/// <param name="r">The kernel's settings.</param>
/// <param name="total">Of a pair's losses the sum over the classes instead of the mean.</param>
/// <param name="fromLogits">Whether the predictions are logits, for a kernel that takes both.</param>
sealed unsafe class LossOf<K>(string kind, double p = 0, double q = 0, double r = 0, bool total = false, bool fromLogits = false) : SampleLoss
    where K : struct, IKernel<LossArguments>
{
    /// <summary>The kernel's settings.</summary>
    public (double P, double Q, double R) Settings => (p, q, r);

    public bool Total => total;

    public bool FromLogits => fromLogits;

    public override string Kind => kind;

    public override void Run(LossArguments* a, int width)
    {
        (a->P, a->Q, a->R, a->Total, a->FromLogits) = ((float)p, (float)q, (float)r, total, fromLogits);
        SimdWidth.Run<K, LossArguments>(width, a);
    }
}

/// <summary>The losses of the samples at hand, or the gradient by their predictions. It reads predictions, targets, weights, and for a gradient what
/// flows into the losses.</summary>
sealed unsafe class LossStep(Node node, SampleLoss op, Value[] reads, int width, Value? losses = null, Value? gradient = null, bool fresh = true)
    : ListedStep($"{(gradient is null ? "" : "d ")}{node.Name}: {op.Kind}", fresh ? reads : [.. reads, gradient!], [losses ?? gradient!])
{
    public override void Run(Frame f)
    {
        var (prediction, target) = (node.Inputs[0].Shape, node.Inputs[1].Shape);
        var places = prediction.Elements / prediction[^1];
        var a = new LossArguments
        {
            Samples = f.Count,
            Places = places,
            Classes = prediction[^1],
            TargetFloats = target.Elements / places,
            Predictions = f.At(reads[0]),
            PredictionsSample = reads[0].Stride,
            Targets = f.At(reads[1]),
            TargetsSample = reads[1].Stride,
            Weights = f.At(reads[2]),
            WeightsSample = reads[2].Stride,
            Losses = losses is null ? null : f.At(losses),
            LossesSample = losses?.Stride ?? 0,
            Gradient = gradient is null ? null : f.At(gradient),
            GradientSample = gradient?.Stride ?? 0,
            Upstream = gradient is null ? null : f.At(reads[3]),
            UpstreamSample = gradient is null ? 0 : reads[3].Stride,
            Accumulate = !fresh,
        };
        op.Run(&a, width);
    }
}
