namespace Hornbill.Metrics;

/// <summary>The share of samples where the class whose index is the target has one of the k greatest outputs, or one that equals the
/// k-th.</summary>
/// <param name="k">How many outputs are looked at.</param>
/// <param name="fromSortedIds">Whether predictions are indices of classes, the best first, instead of outputs.</param>
public sealed class SparseTopKCategoricalAccuracy(int k = 5, bool fromSortedIds = false) : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "sparse_top_k_categorical_accuracy";

    /// <inheritdoc/>
    public override Metric Fresh() => new SparseTopKCategoricalAccuracy(k, fromSortedIds);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("k", k, 5), ("from_sorted_ids", fromSortedIds, false));

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) =>
        (fromSortedIds ? prediction[..Math.Min(k, prediction.Length)].Contains(target[0])
            : Truth.AmongWithTies(prediction, Truth.Class(target), k)) ? 1 : 0;
}
