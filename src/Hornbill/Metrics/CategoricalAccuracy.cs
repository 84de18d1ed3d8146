namespace Hornbill.Metrics;

/// <summary>The share of samples whose greatest output is that of the class with the greatest target.</summary>
public sealed class CategoricalAccuracy : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "categorical_accuracy";

    /// <inheritdoc/>
    public override Metric Fresh() => new CategoricalAccuracy();

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => Truth.IsRight(prediction, target) ? 1 : 0;
}
