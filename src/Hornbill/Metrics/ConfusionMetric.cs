namespace Hornbill.Metrics;

/// <summary>A metric that is a figure of a confusion matrix: a new one says only that figure.</summary>
public abstract class ConfusionMetric : Metric
{
    ConfusionMatrix? _counts;

    private protected ConfusionMetric() { }

    /// <inheritdoc/>
    public sealed override double Result => _counts is { Total: > 0 } counts ? Of(counts) : 0;

    /// <inheritdoc/>
    public sealed override double[] State
    {
        get => [.. (_counts?.Counts ?? []).Select(n => (double)n)];
        set
        {
            var classes = (int)Math.Sqrt(value?.Length ?? 0);
            Check(value!, value is not null && classes * classes == value.Length && value.All(n => n >= 0));
            _counts = classes == 0 ? null : new(classes);
            for (var i = 0; i < value!.Length; i++) _counts!.Counts[i] = (long)value[i];
        }
    }

    /// <inheritdoc/>
    public sealed override void Reset() => _counts?.Reset();

    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        _counts ??= new(Math.Max(2, prediction.Length));
        // The label of a place that nobody labelled passes unseen.
        if ((uint)Truth.Class(target) < (uint)_counts.Classes) _counts.Update(prediction, target);
    }

    /// <summary>The figure.</summary>
    private protected abstract double Of(ConfusionMatrix counts);
}
