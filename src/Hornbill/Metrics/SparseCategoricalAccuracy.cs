namespace Hornbill.Metrics;

/// <summary>The share of samples whose greatest output is that of the class whose index is the target.</summary>
public sealed class SparseCategoricalAccuracy : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "sparse_categorical_accuracy";

    /// <inheritdoc/>
    public override Metric Fresh() => new SparseCategoricalAccuracy();

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => Truth.IsRight(prediction, target) ? 1 : 0;
}
