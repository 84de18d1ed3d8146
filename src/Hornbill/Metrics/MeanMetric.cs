namespace Hornbill.Metrics;

/// <summary>A metric that is the mean of a number of each sample: a new one says only that number.</summary>
public abstract class MeanMetric : WeightedMetric
{
    double _sum, _seen;

    /// <inheritdoc/>
    public override double Result => _seen == 0 ? 0 : _sum / _seen;

    /// <inheritdoc/>
    public sealed override double[] State
    {
        get => [_sum, _seen];
        set
        {
            Check(value, value is [_, >= 0]);
            (_sum, _seen) = (value[0], value[1]);
        }
    }

    /// <inheritdoc/>
    public sealed override void Reset() => (_sum, _seen) = (0, 0);

    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        if (weight == 0 || !Counts(target)) return; // whatever a sample that does not count predicts
        _sum += weight * Of(prediction, target);
        _seen += weight;
    }

    /// <summary>Whether a sample of such a target counts.</summary>
    private protected virtual bool Counts(ReadOnlySpan<float> target) => true;

    /// <summary>The number of one sample.</summary>
    /// <param name="prediction">What the model predicts for the sample.</param>
    /// <param name="target">Its target.</param>
    protected abstract double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target);
}
