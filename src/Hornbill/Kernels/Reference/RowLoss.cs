namespace Hornbill.Kernels.Reference;

/// <summary>The losses of one place: predictions p and targets t of its classes, as Keras defines them. A sample's loss is the mean over
/// its places.</summary>
static class RowLoss
{
    const double Smallest = 1e-7;

    public static double MeanSquaredError(double[] p, double[] t) => Mean(p, t, (p, t) => (p - t) * (p - t));

    public static double MeanAbsoluteError(double[] p, double[] t) => Mean(p, t, (p, t) => Math.Abs(p - t));

    public static double MeanAbsolutePercentageError(double[] p, double[] t) =>
        100 * Mean(p, t, (p, t) => Math.Abs(p - t) / Math.Max(Math.Abs(t), Smallest));

    public static double MeanSquaredLogarithmicError(double[] p, double[] t) =>
        Mean(p, t, (p, t) => Math.Pow(Math.Log(1 + Math.Max(p, Smallest)) - Math.Log(1 + Math.Max(t, Smallest)), 2));

    public static double Huber(double[] p, double[] t, double delta = 1) =>
        Mean(p, t, (p, t) => Math.Abs(p - t) <= delta ? (p - t) * (p - t) / 2 : (delta * Math.Abs(p - t)) - (delta * delta / 2));

    public static double LogCosh(double[] p, double[] t) => Mean(p, t, (p, t) => Math.Log(Math.Cosh(p - t)));

    public static double Hinge(double[] p, double[] t) => Mean(p, t, (p, t) => Math.Max(0, 1 - (Side(t) * p)));

    public static double SquaredHinge(double[] p, double[] t) => Mean(p, t, (p, t) => Math.Pow(Math.Max(0, 1 - (Side(t) * p)), 2));

    public static double CategoricalHinge(double[] p, double[] t) =>
        Math.Max(0, 1 + p.Zip(t, (p, t) => (1 - t) * p).Max() - p.Zip(t, (p, t) => t * p).Sum());

    public static double CategoricalGeneralizedCrossEntropy(double[] p, double[] t, double q) => (1 - Math.Pow(p[(int)t[0]], q)) / q;

    public static double CosineSimilarity(double[] p, double[] t) =>
        -p.Zip(t, (p, t) => p * t).Sum() / (Math.Max(Math.Sqrt(p.Sum(x => x * x)), Smallest) * Math.Max(Math.Sqrt(t.Sum(x => x * x)),
            Smallest));

    public static double KLDivergence(double[] p, double[] t) =>
        p.Zip(t, (p, t) => Math.Clamp(t, Smallest, 1) * Math.Log(Math.Clamp(t, Smallest, 1) / Math.Clamp(p, Smallest, 1))).Sum();

    public static double Poisson(double[] p, double[] t) => Mean(p, t, (p, t) => p - (t * Math.Log(p + Smallest)));

    public static double BinaryCrossentropy(double[] p, double[] t, double smoothing = 0) =>
        Mean(p, t, (p, t) => Binary(p, Smooth(t, smoothing, 2)));

    /// <summary>Without balancing where <paramref name="alpha"/> is null.</summary>
    public static double BinaryFocalCrossentropy(double[] p, double[] t, double gamma = 2, double? alpha = null, double smoothing = 0) =>
        Mean(p, t, (p, t) =>
    {
        t = Smooth(t, smoothing, 2);
        var weight = alpha is { } a ? (t * a) + ((1 - t) * (1 - a)) : 1;
        return weight * Math.Pow(1 - (t * p) - ((1 - t) * (1 - p)), gamma) * Binary(p, t);
    });

    public static double CategoricalCrossentropy(double[] p, double[] t, double smoothing = 0) =>
        CategoricalFocalCrossentropy(p, t, 1, 0, smoothing);

    public static double CategoricalFocalCrossentropy(double[] p, double[] t, double alpha = 0.25, double gamma = 2,
        double smoothing = 0) => p.Zip(t, (x, t) =>
    {
        var q = Math.Clamp(x / p.Sum(), Smallest, 1 - Smallest);
        return -alpha * Math.Pow(1 - q, gamma) * Smooth(t, smoothing, p.Length) * Math.Log(q);
    }).Sum();

    static double Binary(double p, double t)
    {
        p = Math.Clamp(p, Smallest, 1 - Smallest);
        return -(t * Math.Log(p)) - ((1 - t) * Math.Log(1 - p));
    }

    static double Smooth(double t, double smoothing, int classes) => (t * (1 - smoothing)) + (smoothing / classes);

    static double Side(double t) => t > 0 ? t : -1;

    static double Mean(double[] p, double[] t, Func<double, double, double> f) => p.Zip(t, f).Average();
}
