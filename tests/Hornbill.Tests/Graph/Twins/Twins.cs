using Hornbill.Engine;
using Hornbill.Engine.Cpu;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Ops = Hornbill.Graph.Ops;
using R = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>The double of every op that a graph is made of: its one table. An op that has no line fails a test.</summary>
static class Twins
{
    static readonly Dictionary<object, TwinOp> All = new(
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
        new(typeof(Ops.CircleDistances), new CircleTwin()),
        new(typeof(Ops.GatedLinear), new GatedLinearTwin()),
        new(typeof(Ops.Overlap), new OverlapTwin()),
        new(typeof(Ops.Sparsemax), new SparsemaxTwin()),
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

        new(typeof(ContrastOp), new RandomTwin<ContrastOp>(Augmented.Contrast)),
        new(typeof(CropOp), new RandomTwin<CropOp>(Augmented.Crop)),
        new(typeof(ImageOp), new RandomTwin<ImageOp>(Augmented.Image)),
        new(typeof(EraseOp), new RandomTwin<EraseOp>(Augmented.Erase)),
        new(typeof(WarpOp), new RandomTwin<WarpOp>(Augmented.Warp)),
        Noise(NoiseRule.Added, (_, _) => 1, (op, word) => op.P * Words.Normal(word)),
        Noise(NoiseRule.Alpha, (op, word) => word >= op.P ? op.Q : 0, (op, word) => (word >= op.P ? 0 : op.Q * Words.SeluFloor) + op.R),
        Noise(NoiseRule.Dropout, (op, word) => word >= op.P ? op.Q : 0, (_, _) => 0),
        Noise(NoiseRule.Multiplied, (op, word) => 1 + (op.P * Words.Normal(word)), (_, _) => 0),

        Function(Ops.Function.Celu, (x, s) => x > 0 ? x : s.P * (Math.Exp(x / s.P) - 1)),
        Function(Ops.Function.GeluByTanh, (x, _) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))),
        Function(Ops.Function.HardShrink, (x, s) => Math.Abs(x) > s.P ? x : 0, (x, s) => Math.Abs(x) > s.P ? 1 : 0),
        Function(Ops.Function.HardSilu, (x, _) => x * Math.Clamp((x / 6) + 0.5, 0, 1), (x, _) => x >= 3 ? 1 : x > -3 ? (x / 3) + 0.5 : 0),
        Function(Ops.Function.HardTanh, (x, _) => Math.Clamp(x, -1, 1), (x, _) => Math.Abs(x) < 1 ? 1 : 0),
        Function(Ops.Function.LogSigmoid, (x, _) => -Math.Log(1 + Math.Exp(-x))),
        Function(Ops.Function.SoftShrink, (x, s) => Math.Sign(x) * Math.Max(0, Math.Abs(x) - s.P), (x, s) => Math.Abs(x) > s.P ? 1 : 0),
        Function(Ops.Function.SparsePlus, (x, _) => x >= 1 ? x : x <= -1 ? 0 : (x + 1) * (x + 1) / 4),
        Function(Ops.Function.SparseSigmoid, (x, _) => Math.Clamp((x + 1) / 2, 0, 1), (x, _) => Math.Abs(x) < 1 ? 0.5 : 0),
        Function(Ops.Function.Squareplus, (x, s) => (x + Math.Sqrt((x * x) + s.P)) / 2),
        Function(Ops.Function.TanhShrink, (x, _) => x - Math.Tanh(x)),
        Function(Ops.Function.Threshold, (x, s) => x > s.P ? x : s.Q, (x, s) => x > s.P ? 1 : 0),
        Function(Ops.Function.Elu, (x, s) => x > 0 ? s.Q * x : s.Q * s.P * (Math.Exp(x) - 1)),
        Function(Ops.Function.Exponential, (x, _) => Math.Exp(x)),
        Function(Ops.Function.Gelu, (x, _) => x * (1 + Erf(x / Math.Sqrt(2))) / 2),
        Function(Ops.Function.HardSigmoid, (x, _) => Math.Clamp((x / 6) + 0.5, 0, 1), (x, _) => Math.Abs(x) < 3 ? 1 / 6.0 : 0),
        Function(Ops.Function.LeakyRelu, (x, s) => x > 0 ? x : s.P * x, (x, s) => x > 0 ? 1 : s.P),
        Function(Ops.Function.Mish, (x, _) => x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
        Function(Ops.Function.Relu6, (x, _) => Math.Clamp(x, 0, 6), (x, _) => x > 0 && x < 6 ? 1 : 0),
        Function(Ops.Function.Power, (x, s) => Math.Pow(x, s.P), (x, s) => s.P * Math.Pow(x, s.P - 1)),
        Function(Ops.Function.ReluOf, (x, s) => x > s.R ? Math.Min(s.Q, x) : s.P * (x - s.R), (x, s) => x > s.R ? x < s.Q ? 1 : 0 : s.P),
        Function(Ops.Function.Sigmoid, (x, _) => 1 / (1 + Math.Exp(-x))),
        Function(Ops.Function.Silu, (x, _) => x / (1 + Math.Exp(-x))),
        Function(Ops.Function.Softplus, (x, _) => Math.Log(1 + Math.Exp(x))),
        Function(Ops.Function.Softsign, (x, _) => x / (1 + Math.Abs(x))),
        Function(Ops.Function.Tanh, (x, _) => Math.Tanh(x)),
        Function(Ops.Function.Rescaling, (x, s) => (s.P * x) + s.Q, (_, s) => s.P),

        .. Merge(PairFunction.Difference, (a, b) => a - b, (_, _) => 1, (_, _) => -1),
        .. Merge(PairFunction.Greater, Math.Max, (a, b) => b > a ? 0 : 1, (a, b) => b > a ? 1 : 0),
        .. Merge(PairFunction.Product, (a, b) => a * b, (_, b) => b, (a, _) => a),
        .. Merge(PairFunction.Quotient, (a, b) => a / b, (_, b) => 1 / b, (a, b) => -a / (b * b)),
        .. Merge(PairFunction.Smaller, Math.Min, (a, b) => a > b ? 0 : 1, (a, b) => a > b ? 1 : 0),
        .. Merge(PairFunction.Sum, (a, b) => a + b, (_, _) => 1, (_, _) => 1),

        Loss(LossFunction.Absolute, (_, p, t) => R.RowLoss.MeanAbsoluteError(p, t)),
        Loss(LossFunction.BinaryEntropy, (op, p, t) => R.RowLoss.BinaryCrossentropy(p, t, 1 - op.Settings.P)),
        Loss(LossFunction.BinaryEntropyOfLogits, (op, p, t) => LossRows.BinaryOfLogits(p, t, 1 - op.Settings.P)),
        Loss(LossFunction.BinaryFocal, (op, p, t) => LossRows.BinaryFocal(p, t, op.Settings)),
        Loss(LossFunction.Divergence, (_, p, t) => R.RowLoss.KLDivergence(p, t)),
        Loss(LossFunction.Generalized, (op, p, t) => R.RowLoss.CategoricalGeneralizedCrossEntropy(p, t, op.Settings.P)),
        Loss(LossFunction.Hinge, (_, p, t) => R.RowLoss.Hinge(p, t)),
        Loss(LossFunction.Huber, (op, p, t) => R.RowLoss.Huber(p, t, op.Settings.P)),
        Loss(LossFunction.LogCosh, (_, p, t) => R.RowLoss.LogCosh(p, t)),
        Loss(LossFunction.BinaryFocalOfLogits, (op, z, t) => LossRows.BinaryFocal(LossRows.Sigmoid(z), t, op.Settings)),
        Loss(LossFunction.Percentage, (_, p, t) => R.RowLoss.MeanAbsolutePercentageError(p, t)),
        Loss(LossFunction.Poisson, (_, p, t) => R.RowLoss.Poisson(p, t)),
        Loss(LossFunction.Squared, (_, p, t) => R.RowLoss.MeanSquaredError(p, t)),
        Loss(LossFunction.SquaredHinge, (_, p, t) => R.RowLoss.SquaredHinge(p, t)),
        Loss(LossFunction.SquaredLogarithmic, (_, p, t) => R.RowLoss.MeanSquaredLogarithmicError(p, t)),
        Loss(LossFunction.CategoricalHinge, (_, p, t) => R.RowLoss.CategoricalHinge(p, t)),
        Loss(LossFunction.Cosine, (_, p, t) => R.RowLoss.CosineSimilarity(p, t)),
        Loss(LossFunction.Focal, LossRows.Focal),
    ]);

    /// <summary>The double of an op.</summary>
    public static TwinOp Of(Op op) => All.TryGetValue(Key(op), out var twin) ? twin
        : throw new NotSupportedException($"'{op.Kind}' ({op.GetType()}) has no double. Give it a line in Twins.");

    /// <summary>What an op is found by: its type, or its function where it has one.</summary>
    public static object Key(Op op) => op switch
    {
        Elementwise e => e.Function,
        Ops.Merge m => m.Function,
        BroadcastMerge b => (typeof(BroadcastMerge), b.Function),
        Ops.Noise n => n.Rule,
        LossOf l => l.Function,
        _ => op.GetType(),
    };

    public static bool Has(object key) => All.ContainsKey(key);

    static KeyValuePair<object, TwinOp> Noise(NoiseRule rule, Func<NoiseSettings, uint, double> factor, Func<NoiseSettings, uint,
        double> shift) =>
        new(rule, new NoiseTwin(factor, shift));

    static KeyValuePair<object, TwinOp> Function(Function function, Func<double, (double P, double Q, double R), double> f,
                                                 Func<double, (double P, double Q, double R), double>? slope = null) =>
        new(function, new EachTwin<Elementwise>((op, x) => f(x[0], op.Settings), slope is null ? null : (op, x, _) =>
            slope(x[0], op.Settings)));

    // Of equal shapes, and of those that broadcast.
    static KeyValuePair<object, TwinOp>[] Merge(PairFunction function, Func<double, double, double> f, params Func<double, double,
        double>[] slopes)
    {
        var jumps = function is PairFunction.Greater or PairFunction.Smaller;
        return
        [
            new(function, new EachTwin<Ops.Merge>((_, x) => f(x[0], x[1]), (_, x, input) => slopes[input](x[0], x[1]), jumps ? x =>
                Math.Abs(x[0] - x[1]) : null)),
            new((typeof(BroadcastMerge), function), new BroadcastTwin(f, slopes, jumps)),
        ];
    }

    static KeyValuePair<object, TwinOp> Loss(LossFunction function, Func<LossOf, double[], double[], double> row) =>
        new(function, new LossOfTwin(row));

    // 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)), for what activations are tested with.
    static double Erf(double x)
    {
        var (sum, term) = (0.0, x);
        for (var n = 0; n < 200; n++, term *= -x * x / n) sum += term / ((2 * n) + 1);
        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
