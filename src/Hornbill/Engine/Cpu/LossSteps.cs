using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Simd;
using P = Hornbill.Kernels.PairLosses;
using R = Hornbill.Kernels.RowLosses;
using Rows = Hornbill.Kernels.CrossEntropy;

namespace Hornbill.Engine.Cpu;

/// <summary>The kernels of losses.</summary>
static unsafe class LossKernels
{
    /// <summary>Every function with its loop: one line each.</summary>
    public static readonly IReadOnlyDictionary<LossFunction, SimdCall<LossArguments>> All = new Dictionary<LossFunction,
        SimdCall<LossArguments>>
    {
        [LossFunction.Absolute] = Of<P.Each<P.Absolute>>(),
        [LossFunction.BinaryEntropy] = Of<P.Each<P.BinaryEntropy>>(),
        [LossFunction.BinaryEntropyOfLogits] = Of<P.Each<P.BinaryEntropyOfLogits>>(),
        [LossFunction.BinaryFocal] = Of<P.Each<P.BinaryFocal>>(),
        [LossFunction.BinaryFocalOfLogits] = Of<P.Each<P.OfSigmoid<P.BinaryFocal>>>(),
        [LossFunction.CategoricalHinge] = Of<R.Each<R.CategoricalHinge>>(),
        [LossFunction.Cosine] = Of<R.Each<R.Cosine>>(),
        [LossFunction.Divergence] = Of<P.Each<P.Divergence>>(),
        [LossFunction.Entropy] = Of<R.Each<Rows.Shares<Rows.Entropy>>>(),
        [LossFunction.EntropyOfLogits] = Of<R.Each<Rows.OfLogits>>(),
        [LossFunction.Focal] = Of<R.Each<Rows.Shares<Rows.Focal>>>(),
        [LossFunction.Generalized] = Of<R.Each<R.Generalized>>(),
        [LossFunction.Hinge] = Of<P.Each<P.Hinge>>(),
        [LossFunction.Huber] = Of<P.Each<P.Huber>>(),
        [LossFunction.LogCosh] = Of<P.Each<P.LogCosh>>(),
        [LossFunction.Percentage] = Of<P.Each<P.Percentage>>(),
        [LossFunction.Poisson] = Of<P.Each<P.Poisson>>(),
        [LossFunction.Squared] = Of<P.Each<P.Squared>>(),
        [LossFunction.SquaredHinge] = Of<P.Each<P.SquaredHinge>>(),
        [LossFunction.SquaredLogarithmic] = Of<P.Each<P.SquaredLogarithmic>>(),
    };

    static SimdCall<LossArguments> Of<K>() where K : IKernel<LossArguments> => SimdWidth.Call<K, LossArguments>;

    /// <summary>Runs a loss's kernel with what the loss knows of itself.</summary>
    public static void Run(SampleLoss loss, LossArguments* a, int width)
    {
        switch (loss)
        {
            case PlaceLoss places:
                Run(places, a, width);
                break;
            case CircleDistances { Settings: var s }:
                Circle.Run(a, s.Gamma, s.Margin, s.RemoveDiagonal, loss.Reduction);
                break;
            case Graph.Ops.Overlap overlap:
                Run(overlap, a);
                break;
            default:
                throw new NotSupportedException($"The loss '{loss.Kind}' has no kernel on the processor. Give it a line in LossKernels.");
        }
    }

    /// <summary>The loss of one place.</summary>
    public static float Of(SampleLoss loss, ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        Span<float> sum = stackalloc float[1];
        Of(loss, prediction, target, sum);
        return sum[0];
    }

    /// <summary>The losses of samples of one place each, times their weights where there are any.</summary>
    public static void Of(SampleLoss loss, ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> losses,
        ReadOnlySpan<float> weights = default)
    {
        fixed (float* p = predictions, t = targets, l = losses, w = weights)
        {
            float one = 1;
            var a = new LossArguments
            {
                Samples = losses.Length,
                Places = 1,
                Classes = predictions.Length / losses.Length,
                PredictionsSample = predictions.Length / losses.Length,
                TargetFloats = targets.Length / losses.Length,
                TargetsSample = targets.Length / losses.Length,
                WeightFloats = 1,
                Divisor = 1,
                Predictions = p,
                Targets = t,
                Weights = w == null ? &one : w,
                WeightsSample = w == null ? 0 : 1,
                Losses = l,
                LossesSample = 1,
            };
            Run(loss, &a, SimdWidth.Best);
        }
    }

    static void Run(PlaceLoss loss, LossArguments* a, int width)
    {
        var s = loss.Numbers;
        (a->P, a->Q, a->R, a->Total, a->FromLogits) = (s.P, s.Q, s.R, s.Total, s.FromLogits);
        (a->Sparse, a->Ignores, a->Ignored) = (s.Sparse, s.Ignored is not null, s.Ignored ?? 0);
        All[loss.Function](width, a);
    }

    static void Run(Graph.Ops.Overlap loss, LossArguments* a)
    {
        var (groups, overBatch) = loss.Groups;
        fixed (int* g = groups)
            Kernels.Overlap.Run(a, new()
            {
                Shares = loss.Shares, Groups = g, Count = loss.Count, OverBatch = overBatch,
                Divisor = Divisor(loss, a)
            });
    }

    // Of the sum over the groups of a sample.
    static double Divisor(Graph.Ops.Overlap loss, LossArguments* a) => loss.Reduction switch
    {
        Reduction.Sum => loss.Groups.OverBatch ? 1 : 1.0 / a->Samples,
        Reduction.Mean => loss.Count,
        _ => loss.Count * Weights(a) / a->Samples,
    };

    static double Weights(LossArguments* a)
    {
        var sum = 0.0;
        for (var n = 0; n < a->Samples; n++) sum += a->Weights[n * a->WeightsSample];
        return sum;
    }
}

/// <summary>The losses of samples, and the gradient by their predictions.</summary>
sealed unsafe class LossSteps<O> : CpuOp<O> where O : SampleLoss
{
    protected override void Forward(Lowering to, Node node, O op)
    {
        var step = New($"{node.Name}: {op.Kind}", op);
        var uses = Reads(step, to, node);
        step.Work = Work(node, op, uses, (step.Write(to.Output(node)), null, null));
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, O op)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var step = New($"d {node.Name}: {op.Kind}", op);
        var uses = Reads(step, to, node);
        step.Work = Work(node, op, uses, (null, step.Read(to.Gradient(node)), step.Add(to.Into(node.Inputs[0]))));
        to.Add(step);
    }

    static Step New(string name, O op) => op.OfBatch
        ? new(name) { Unit = Unit.Outputs, OfBatch = true }
        : new(name) { OfBatch = op.IgnoredTarget is not null || op.Reduction == Reduction.MeanWithSampleWeight };

    static (Use Predictions, Use Targets, Use Weights) Reads(Step step, Lowering to, Node node) =>
        (step.Read(to[node.Inputs[0]]), step.Read(to[node.Inputs[1]]), step.Read(to[node.Inputs[2]]));

    static Work Work(Node node, O op, (Use Predictions, Use Targets, Use Weights) of, (Use? Losses, Use? Upstream, Use? Gradient) result)
    {
        var (prediction, target) = (node.Inputs[0].Shape, node.Inputs[1].Shape);
        var places = op.OfBatch ? 1 : prediction.Elements / prediction[^1];
        var (classes, each, weights) = (prediction.Elements / places, target.Elements / places, node.Inputs[2].Shape.Elements);
        return f =>
        {
            var a = new LossArguments
            {
                Samples = f.Count,
                Places = places,
                Classes = classes,
                TargetFloats = each,
                WeightFloats = weights,
                Divisor = Divisor(f, op, of.Targets, of.Weights, places, each, weights),
                Predictions = f.At(of.Predictions),
                PredictionsSample = of.Predictions.Stride,
                Targets = f.At(of.Targets),
                TargetsSample = of.Targets.Stride,
                Weights = f.At(of.Weights),
                WeightsSample = of.Weights.Stride,
                Losses = f.At(result.Losses),
                LossesSample = result.Losses?.Stride ?? 0,
                Gradient = f.At(result.Gradient),
                GradientSample = result.Gradient?.Stride ?? 0,
                Upstream = f.At(result.Upstream),
                UpstreamSample = result.Upstream?.Stride ?? 0,
                Accumulate = result.Gradient is not null && !f.Fresh(result.Gradient),
            };
            LossKernels.Run(op, &a, f.Width);
        };
    }

    // What a sample's sum is divided by, such that the mean over the batch is the loss as it is reduced.
    static double Divisor(Frame f, O op, Use targets, Use weights, int places, int each, int floats) =>
        (op.Reduction, op.IgnoredTarget) switch
        {
            (Reduction.Mean, null) => places,
            (Reduction.Sum, _) => 1.0 / f.BatchSize,
            (Reduction.Mean, var ignored) => Weighed(f, targets, null, places, each, floats, ignored) / f.BatchSize,
            (_, var ignored) => Weighed(f, targets, weights, places, each, floats, ignored) / f.BatchSize,
        };

    // The places of the whole batch that count, or the sum of their weights.
    static double Weighed(Frame f, Use targets, Use? weights, int places, int each, int floats, float? ignored)
    {
        var (sum, step) = (0.0, floats > 1 ? 1 : 0);
        for (var n = -f.First; n < f.BatchSize - f.First; n++)
        {
            var target = f.At(targets, n);
            var weight = weights is null ? null : f.At(weights, n);
            for (var place = 0; place < places; place++)
                if (ignored is null || target[place * each] != ignored) sum += weight == null ? 1 : weight[place * step];
        }
        return sum;
    }
}
