namespace Hornbill.Metrics;

/// <summary>Means, variances and covariance of a prediction and its target.</summary>
readonly record struct Moments(double PredictionMean, double TargetMean, double PredictionVariance, double TargetVariance, double Together)
{
    public static Moments Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        double p = 0, t = 0, pp = 0, tt = 0, pt = 0;
        var n = prediction.Length;
        for (var i = 0; i < n; i++) (p, t) = (p + (prediction[i] / (double)n), t + (Truth.Of(prediction, target, i) / (double)n));
        for (var i = 0; i < n; i++)
        {
            var (a, b) = (prediction[i] - p, Truth.Of(prediction, target, i) - t);
            (pp, tt, pt) = (pp + (a * a / n), tt + (b * b / n), pt + (a * b / n));
        }
        return new(p, t, pp, tt, pt);
    }
}
