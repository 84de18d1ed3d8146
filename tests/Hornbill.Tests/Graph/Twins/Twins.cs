using Hornbill.Engine;
using Hornbill.Engine.Cpu;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Simd;
using K = Hornbill.Kernels.Activations;
using Ops = Hornbill.Graph.Ops;
using R = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>The double of every op that a graph is made of: its one table. An op that has no line fails a test.</summary>
static class Twins
{
    static readonly Dictionary<Type, TwinOp> All = new(
    [
        new(typeof(Ops.ActivityPenalty), new ActivityPenaltyTwin()),
        new(typeof(Ops.AveragePooling), new AveragePoolingTwin()),
        new(typeof(Ops.BatchNormalization), new BatchNormalizationTwin()),
        new(typeof(Ops.Bias), new BiasTwin()),
        new(typeof(Ops.Concatenation), new MovingTwin<Ops.Concatenation>(Moves.Of)),
        new(typeof(Ops.Constant), new ConstantTwin()),
        new(typeof(Ops.Convolution), new ConvolutionTwin()),
        new(typeof(Ops.CrossEntropy), new CrossEntropyTwin()),
        new(typeof(Ops.Dense), new DenseTwin()),
        new(typeof(Ops.DepthwiseConvolution), new DepthwiseTwin()),
        new(typeof(Ops.Deviation), new DeviationTwin()),
        new(typeof(Ops.Dot), new DotTwin()),
        new(typeof(Ops.GroupNormalization), new GroupNormalizationTwin()),
        new(typeof(Ops.InverseRoot), new InverseRootTwin()),
        new(typeof(Ops.LinearUpSampling), new LinearUpSamplingTwin()),
        new(typeof(Ops.LogSoftmax), new LogSoftmaxTwin()),
        new(typeof(Ops.MaxPooling), new MaxPoolingTwin()),
        new(typeof(Ops.Own), new OwnTwin()),
        new(typeof(Ops.PRelu), new PReluTwin()),
        new(typeof(Ops.Projection), new ProjectionTwin()),
        new(typeof(Ops.Rearrangement), new MovingTwin<Ops.Rearrangement>(Moves.Of)),
        new(typeof(Ops.Relu), new EachTwin<Ops.Relu>((_, x) => Math.Max(x[0], 0), (_, x, _) => x[0] > 0 ? 1 : 0, x => Math.Abs(x[0]))),
        new(typeof(Reorder), new MovingTwin<Reorder>((_, c) => Moves.Same(c))),
        new(typeof(Ops.RepeatChannels), new MovingTwin<Ops.RepeatChannels>(Moves.Of)),
        new(typeof(Ops.Resample), new ResampleTwin()),
        new(typeof(Ops.Softmax), new SoftmaxTwin()),
        new(typeof(Ops.TakeChannels), new MovingTwin<Ops.TakeChannels>(Moves.Of)),
        new(typeof(Ops.TransposedConvolution), new TransposedTwin()),
        new(typeof(Ops.UnitLength), new UnitLengthTwin()),
        new(typeof(Ops.View), new MovingTwin<Ops.View>((_, c) => Moves.Same(c))),
        new(typeof(Ops.WeightedSum), new WeightedSumTwin()),
        new(typeof(Ops.ZeroPadding), new MovingTwin<Ops.Rearrangement>(Moves.Of)),
        new(typeof(SumOp), new EachTwin<SumOp>((_, x) => x[0] + x[1], (_, _, _) => 1)),

        new(typeof(ContrastOp), new RandomTwin<ContrastOp>(Augmented.Contrast)),
        new(typeof(CropOp), new RandomTwin<CropOp>(Augmented.Crop)),
        new(typeof(ImageOp), new RandomTwin<ImageOp>(Augmented.Image)),
        new(typeof(EraseOp), new RandomTwin<EraseOp>(Augmented.Erase)),
        new(typeof(WarpOp), new RandomTwin<WarpOp>(Augmented.Warp)),
        Noise<Noise.Added>((_, _) => 1, (op, word) => op.P * Words.Normal(word)),
        Noise<Noise.Alpha>((op, word) => word >= op.P ? op.Q : 0, (op, word) => (word >= op.P ? 0 : op.Q * Words.SeluFloor) + op.R),
        Noise<Noise.Dropout>((op, word) => word >= op.P ? op.Q : 0, (_, _) => 0),
        Noise<Noise.Multiplied>((op, word) => 1 + (op.P * Words.Normal(word)), (_, _) => 0),

        Function<K.Elu>((x, s) => x > 0 ? s.Q * x : s.Q * s.P * (Math.Exp(x) - 1)),
        Function<K.Exponential>((x, _) => Math.Exp(x)),
        Function<K.Gelu>((x, _) => x * (1 + Erf(x / Math.Sqrt(2))) / 2),
        Function<K.HardSigmoid>((x, _) => Math.Clamp((x / 6) + 0.5, 0, 1), (x, _) => Math.Abs(x) < 3 ? 1 / 6.0 : 0),
        Function<K.LeakyRelu>((x, s) => x > 0 ? x : s.P * x, (x, s) => x > 0 ? 1 : s.P),
        Function<K.Mish>((x, _) => x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
        Function<K.Relu6>((x, _) => Math.Clamp(x, 0, 6), (x, _) => x > 0 && x < 6 ? 1 : 0),
        Function<Power>((x, s) => Math.Pow(x, s.P), (x, s) => s.P * Math.Pow(x, s.P - 1)),
        Function<K.ReluOf>((x, s) => Math.Min(s.Q, x > s.R ? x : s.P * (x - s.R)), (x, s) => x > s.R ? x < s.Q ? 1 : 0 : s.P),
        Function<K.Sigmoid>((x, _) => 1 / (1 + Math.Exp(-x))),
        Function<K.Silu>((x, _) => x / (1 + Math.Exp(-x))),
        Function<K.Softplus>((x, _) => Math.Log(1 + Math.Exp(x))),
        Function<K.Softsign>((x, _) => x / (1 + Math.Abs(x))),
        Function<K.Tanh>((x, _) => Math.Tanh(x)),
        Function<Hornbill.Kernels.Rescaling>((x, s) => (s.P * x) + s.Q, (_, s) => s.P),

        .. Merge<Merging.Difference>((a, b) => a - b, (_, _) => 1, (_, _) => -1),
        .. Merge<Merging.Greater>(Math.Max, (a, b) => b > a ? 0 : 1, (a, b) => b > a ? 1 : 0),
        .. Merge<Merging.Product>((a, b) => a * b, (_, b) => b, (a, _) => a),
        .. Merge<Merging.Quotient>((a, b) => a / b, (_, b) => 1 / b, (a, b) => -a / (b * b)),
        .. Merge<Merging.Smaller>(Math.Min, (a, b) => a > b ? 0 : 1, (a, b) => a > b ? 1 : 0),
        .. Merge<Merging.Sum>((a, b) => a + b, (_, _) => 1, (_, _) => 1),

        Loss<PairLosses.Each<PairLosses.Absolute>>((_, p, t) => R.RowLoss.MeanAbsoluteError(p, t)),
        Loss<PairLosses.Each<PairLosses.BinaryEntropy>>((op, p, t) => R.RowLoss.BinaryCrossentropy(p, t, 1 - op.Settings.P)),
        Loss<PairLosses.Each<PairLosses.BinaryEntropyOfLogits>>((op, p, t) => LossRows.BinaryOfLogits(p, t, 1 - op.Settings.P)),
        Loss<PairLosses.Each<PairLosses.BinaryFocal>>((op, p, t) => LossRows.BinaryFocal(p, t, op.Settings)),
        Loss<PairLosses.Each<PairLosses.Divergence>>((_, p, t) => R.RowLoss.KLDivergence(p, t)),
        Loss<PairLosses.Each<PairLosses.Hinge>>((_, p, t) => R.RowLoss.Hinge(p, t)),
        Loss<PairLosses.Each<PairLosses.Huber>>((op, p, t) => R.RowLoss.Huber(p, t, op.Settings.P)),
        Loss<PairLosses.Each<PairLosses.LogCosh>>((_, p, t) => R.RowLoss.LogCosh(p, t)),
        Loss<PairLosses.Each<PairLosses.OfSigmoid<PairLosses.BinaryFocal>>>((op, z, t) => LossRows.BinaryFocal(LossRows.Sigmoid(z), t, op.Settings)),
        Loss<PairLosses.Each<PairLosses.Percentage>>((_, p, t) => R.RowLoss.MeanAbsolutePercentageError(p, t)),
        Loss<PairLosses.Each<PairLosses.Poisson>>((_, p, t) => R.RowLoss.Poisson(p, t)),
        Loss<PairLosses.Each<PairLosses.Squared>>((_, p, t) => R.RowLoss.MeanSquaredError(p, t)),
        Loss<PairLosses.Each<PairLosses.SquaredHinge>>((_, p, t) => R.RowLoss.SquaredHinge(p, t)),
        Loss<PairLosses.Each<PairLosses.SquaredLogarithmic>>((_, p, t) => R.RowLoss.MeanSquaredLogarithmicError(p, t)),
        Loss<RowLosses.Each<RowLosses.CategoricalHinge>>((_, p, t) => R.RowLoss.CategoricalHinge(p, t)),
        Loss<RowLosses.Each<RowLosses.Cosine>>((_, p, t) => R.RowLoss.CosineSimilarity(p, t)),
        Loss<RowLosses.Each<Hornbill.Kernels.CrossEntropy.Shares<Hornbill.Kernels.CrossEntropy.Focal>>>(LossRows.Focal),
    ]);

    /// <summary>The double of an op.</summary>
    public static TwinOp Of(Op op) => All.TryGetValue(op.GetType(), out var twin) ? twin
        : throw new NotSupportedException($"'{op.Kind}' ({op.GetType()}) has no double. Give it a line in Twins.");

    public static bool Has(Type op) => All.ContainsKey(op);

    static KeyValuePair<Type, TwinOp> Noise<N>(Func<NoiseSettings, uint, double> factor, Func<NoiseSettings, uint, double> shift) where N : struct, Noise.IRule =>
        new(typeof(Ops.Noise<N>), new NoiseTwin<N>(factor, shift));

    static KeyValuePair<Type, TwinOp> Function<F>(Func<double, (double P, double Q, double R), double> f, Func<double, (double P, double Q, double R), double>? slope = null)
        where F : struct, K.IFunction =>
        new(typeof(Ops.Elementwise<F>), new EachTwin<Ops.Elementwise<F>>((op, x) => f(x[0], op.Settings), slope is null ? null : (op, x, _) => slope(x[0], op.Settings)));

    // Of equal shapes, and of those that broadcast.
    static KeyValuePair<Type, TwinOp>[] Merge<F>(Func<double, double, double> f, params Func<double, double, double>[] slopes) where F : struct, Merging.IFunction
    {
        var jumps = typeof(F) == typeof(Merging.Greater) || typeof(F) == typeof(Merging.Smaller);
        return
        [
            new(typeof(Ops.Merge<F>), new EachTwin<Ops.Merge<F>>((_, x) => f(x[0], x[1]), (_, x, input) => slopes[input](x[0], x[1]), jumps ? x => Math.Abs(x[0] - x[1]) : null)),
            new(typeof(Ops.BroadcastMerge<F>), new BroadcastTwin<F>(f, slopes, jumps)),
        ];
    }

    static KeyValuePair<Type, TwinOp> Loss<L>(Func<Ops.LossOf<L>, double[], double[], double> row) where L : struct, IKernel<LossArguments> =>
        new(typeof(Ops.LossOf<L>), new LossTwin<Ops.LossOf<L>, L>(row));

    // 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)), for what activations are tested with.
    static double Erf(double x)
    {
        var (sum, term) = (0.0, x);
        for (var n = 0; n < 200; n++, term *= -x * x / n) sum += term / ((2 * n) + 1);
        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
