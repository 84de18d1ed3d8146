namespace Hornbill.Metrics;

/// <summary>A metric that can count each sample by a weight.</summary>
public abstract class WeightedMetric : Metric
{
    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => Update(prediction, target, 1);

    /// <inheritdoc/>
    public abstract override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight);
}
