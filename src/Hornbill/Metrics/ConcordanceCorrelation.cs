namespace Hornbill.Metrics;

/// <summary>Lin's concordance of predictions and targets over the last dimension, from −1 to 1: 2 cov(t, p) / (var t + var p + (mean t −
/// mean p)²), 1 where they are equal. (Lin, 1989)</summary>
/// <example><code>model.Compile("adam", "mse", [new ConcordanceCorrelation()]);</code></example>
public sealed class ConcordanceCorrelation : MeanMetric
{
    const double Smallest = 1e-7;

    /// <inheritdoc/>
    public override string Name => "concordance_correlation";

    /// <inheritdoc/>
    public override Metric Fresh() => new ConcordanceCorrelation();

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        var m = Moments.Of(prediction, target);
        var apart = m.TargetMean - m.PredictionMean;
        return 2 * m.Together / (m.TargetVariance + m.PredictionVariance + (apart * apart) + Smallest);
    }

    private protected override bool TakesVectors => true;
}
