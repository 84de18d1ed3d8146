namespace Hornbill.Metrics;

/// <summary>Pearson's coefficient of predictions and targets over the last dimension, from −1 to 1: the mean over the samples of the mean
/// product of both, each less its mean and over its deviation.</summary>
/// <example><code>model.Compile("adam", "mse", [new PearsonCorrelation()]);</code></example>
public sealed class PearsonCorrelation : MeanMetric
{
    const double Smallest = 1e-7;

    /// <inheritdoc/>
    public override string Name => "pearson_correlation";

    /// <inheritdoc/>
    public override Metric Fresh() => new PearsonCorrelation();

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        var m = Moments.Of(prediction, target);
        return m.Together / ((Math.Sqrt(m.PredictionVariance) + Smallest) * (Math.Sqrt(m.TargetVariance) + Smallest));
    }

    private protected override bool TakesVectors => true;
}
