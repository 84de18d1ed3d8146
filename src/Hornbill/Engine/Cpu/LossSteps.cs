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
    public static readonly IReadOnlyDictionary<LossFunction, SimdCall<LossArguments>> All = new Dictionary<LossFunction, SimdCall<LossArguments>>
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
        [LossFunction.Hinge] = Of<P.Each<P.Hinge>>(),
        [LossFunction.Huber] = Of<P.Each<P.Huber>>(),
        [LossFunction.LogCosh] = Of<P.Each<P.LogCosh>>(),
        [LossFunction.Percentage] = Of<P.Each<P.Percentage>>(),
        [LossFunction.Poisson] = Of<P.Each<P.Poisson>>(),
        [LossFunction.Squared] = Of<P.Each<P.Squared>>(),
        [LossFunction.SquaredHinge] = Of<P.Each<P.SquaredHinge>>(),
        [LossFunction.SquaredLogarithmic] = Of<P.Each<P.SquaredLogarithmic>>(),
    };

    static SimdCall<LossArguments> Of<K>() where K : IKernel<LossArguments> => SimdWidth.Run<K, LossArguments>;

    /// <summary>Runs a loss's kernel with what the loss knows of itself.</summary>
    public static void Run(SampleLoss loss, LossArguments* a, int width)
    {
        var s = loss.Numbers;
        (a->P, a->Q, a->R, a->Total, a->FromLogits) = (s.P, s.Q, s.R, s.Total, s.FromLogits);
        (a->Sparse, a->Ignores, a->Ignored) = (s.Sparse, s.Ignored is not null, s.Ignored ?? 0);
        All[loss.Function](width, a);
    }

    /// <summary>The loss of one place.</summary>
    public static float Of(SampleLoss loss, ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        fixed (float* p = prediction, t = target)
        {
            float weight = 1, sum = 0;
            var a = new LossArguments
            {
                Samples = 1,
                Places = 1,
                Classes = prediction.Length,
                TargetFloats = target.Length,
                Predictions = p,
                Targets = t,
                Weights = &weight,
                Losses = &sum,
            };
            Run(loss, &a, SimdWidth.Best);
            return sum;
        }
    }
}

/// <summary>The losses of samples, and the gradient by their predictions.</summary>
sealed unsafe class LossSteps<O> : CpuOp<O> where O : SampleLoss
{
    protected override void Forward(Lowering to, Node node, O op)
    {
        var step = new Step($"{node.Name}: {op.Kind}");
        var uses = Reads(step, to, node);
        step.Work = Work(node, op, uses, (step.Write(to.Output(node)), null, null));
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, O op)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var step = new Step($"d {node.Name}: {op.Kind}");
        var uses = Reads(step, to, node);
        step.Work = Work(node, op, uses, (null, step.Read(to.Gradient(node)), step.Add(to.Into(node.Inputs[0]))));
        to.Add(step);
    }

    static (Use Predictions, Use Targets, Use Weights) Reads(Step step, Lowering to, Node node) =>
        (step.Read(to[node.Inputs[0]]), step.Read(to[node.Inputs[1]]), step.Read(to[node.Inputs[2]]));

    static Work Work(Node node, O op, (Use Predictions, Use Targets, Use Weights) of, (Use? Losses, Use? Upstream, Use? Gradient) result)
    {
        var (prediction, target) = (node.Inputs[0].Shape, node.Inputs[1].Shape);
        var places = prediction.Elements / prediction[^1];
        var (classes, each) = (prediction[^1], target.Elements / places);
        return f =>
        {
            var a = new LossArguments
            {
                Samples = f.Count,
                Places = places,
                Classes = classes,
                TargetFloats = each,
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
}
