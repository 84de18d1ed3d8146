using Hornbill.Kernels.Reference;
using Hornbill.Losses;
using Hornbill.Tests.Golden;

namespace Hornbill.Tests.Losses;

/// <summary>A loss, how it is of one place in double, and what predictions and targets it takes, made of numbers in [−1, 1).</summary>
sealed record LossCase(Loss Loss, Func<double[], double[], double> Row, Func<double, double> Prediction, Func<double, int, double> Target,
    bool Sparse = false)
{
    public double[] Predictions(int count, long stream) =>
        [.. GoldenData.Signed(stream, count, 1).Select(u => (double)(float)Prediction(u))];

    public double[] Targets(int places, int classes, long stream) =>
        [.. GoldenData.Signed(stream, Sparse ? places : places * classes, 1).Select(u => (double)(float)Target(u, classes))];
}

/// <summary>Every loss with its settings: declared once.</summary>
static class LossCases
{
    static readonly Func<double, double> Numbers = u => 2 * u, Shares = u => 0.5 + (0.48 * u), Logits = u => 4 * u, Rates = u => 1.1 + u;

    static readonly Func<double, int, double> Others = (u, _) => (3 * u) + 0.1, Soft = (u, _) => (u + 1) / 2, Yes = (u, _) =>
        u > 0 ? 1 : 0, Sides = (u, _) => u > 0 ? 1 : -1,
        Counts = (u, _) => Math.Floor((u + 1) * 3), Label = (u, classes) => Math.Floor((u + 1) / 2 * classes);

    public static readonly Dictionary<string, LossCase> All = new LossCase[]
    {
        new(new MeanSquaredError(), RowLoss.MeanSquaredError, Numbers, Others),
        new(new MeanAbsoluteError(), RowLoss.MeanAbsoluteError, Numbers, Others),
        new(new MeanAbsolutePercentageError(), RowLoss.MeanAbsolutePercentageError, Numbers, (u, _) => u > 0 ? u + 0.5 : u - 0.5),
        new(new MeanSquaredLogarithmicError(), RowLoss.MeanSquaredLogarithmicError, Numbers, Counts),
        new(new Huber(), (p, t) => RowLoss.Huber(p, t), Numbers, Others),
        new(new Huber(0.25), (p, t) => RowLoss.Huber(p, t, 0.25), Numbers, Others),
        new(new LogCosh(), RowLoss.LogCosh, Numbers, Others),
        new(new Hinge(), RowLoss.Hinge, Numbers, Sides),
        new(new SquaredHinge(), RowLoss.SquaredHinge, Numbers, Yes),
        new(new CategoricalHinge(), RowLoss.CategoricalHinge, Numbers, Soft),
        new(new CategoricalGeneralizedCrossEntropy(0.4), (p, t) =>
            RowLoss.CategoricalGeneralizedCrossEntropy(p, t, 0.4), Shares, Label, Sparse: true),
        new(new CosineSimilarity(), RowLoss.CosineSimilarity, Numbers, Others),
        new(new KLDivergence(), RowLoss.KLDivergence, Shares, Soft),
        new(new Poisson(), RowLoss.Poisson, Rates, Counts),
        new(new BinaryCrossentropy(), (p, t) => RowLoss.BinaryCrossentropy(p, t), Shares, Soft),
        new(new BinaryCrossentropy(labelSmoothing: 0.2), (p, t) => RowLoss.BinaryCrossentropy(p, t, 0.2), Shares, Yes),
        new(new BinaryCrossentropy(fromLogits: true, 0.1), (z, t) => RowLoss.BinaryCrossentropy(Sigmoid(z), t, 0.1), Logits, Yes),
        new(new BinaryFocalCrossentropy(), (p, t) => RowLoss.BinaryFocalCrossentropy(p, t), Shares, Yes),
        new(new BinaryFocalCrossentropy(true, 0.3, 1.5, labelSmoothing: 0.1), (p, t) =>
            RowLoss.BinaryFocalCrossentropy(p, t, 1.5, 0.3, 0.1), Shares, Yes),
        new(new BinaryFocalCrossentropy(fromLogits: true), (z, t) => RowLoss.BinaryFocalCrossentropy(Sigmoid(z), t), Logits, Soft),
        new(new CategoricalCrossentropy(), (p, t) => RowLoss.CategoricalCrossentropy(p, t), Shares, Soft),
        new(new CategoricalCrossentropy(labelSmoothing: 0.2), (p, t) => RowLoss.CategoricalCrossentropy(p, t, 0.2), Shares, Yes),
        new(new CategoricalCrossentropy(fromLogits: true, 0.3), (z, t) =>
            RowLoss.CategoricalCrossentropy(Softmax(z), t, 0.3), Logits, Soft),
        new(new CategoricalFocalCrossentropy(), (p, t) => RowLoss.CategoricalFocalCrossentropy(p, t), Shares, Yes),
        new(new CategoricalFocalCrossentropy(0.6, 0.5, labelSmoothing: 0.1), (p, t) =>
            RowLoss.CategoricalFocalCrossentropy(p, t, 0.6, 0.5, 0.1), Shares, Soft),
        new(new CategoricalFocalCrossentropy(fromLogits: true), (z, t) => RowLoss.CategoricalFocalCrossentropy(Softmax(z), t), Logits, Yes),
        new(new SparseCategoricalCrossentropy(), (p, t) =>
            RowLoss.CategoricalCrossentropy(p, OneHot(t, p.Length)), Shares, Label, Sparse: true),
        new(new SparseCategoricalCrossentropy(fromLogits: true), (z, t) =>
            RowLoss.CategoricalCrossentropy(Softmax(z), OneHot(t, z.Length)), Logits, Label, Sparse: true),
    }.ToDictionary(c => c.Loss.ToString());

    public static double[] Softmax(double[] z) => Hornbill.Kernels.Reference.Softmax.Forward(1, z.Length, z);

    public static double[] Sigmoid(double[] z) => [.. z.Select(x => 1 / (1 + Math.Exp(-x)))];

    static double[] OneHot(double[] t, int classes) => [.. Enumerable.Range(0, classes).Select(c => c == (int)t[0] ? 1.0 : 0.0)];
}
