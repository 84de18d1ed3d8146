namespace Hornbill.Metrics;

/// <summary>The share of samples where the class with the greatest target has one of the k greatest outputs, or one that equals the
/// k-th.</summary>
/// <param name="k">How many outputs are looked at.</param>
public sealed class TopKCategoricalAccuracy(int k = 5) : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "top_k_categorical_accuracy";

    /// <inheritdoc/>
    public override Metric Fresh() => new TopKCategoricalAccuracy(k);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("k", k, 5));

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) =>
        Truth.AmongWithTies(prediction, Truth.Class(target), k) ? 1 : 0;
}
