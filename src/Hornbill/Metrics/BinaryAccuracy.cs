namespace Hornbill.Metrics;

/// <summary>The share of outputs that are above a threshold where the target is 1, and not above it where it is 0: of each sample the mean
/// over its outputs.</summary>
/// <param name="threshold">Above it an output says 1.</param>
public sealed class BinaryAccuracy(double threshold = 0.5) : MeanMetric
{
    readonly float _threshold = threshold is > 0 and < 1
        ? (float)threshold
        : throw new ArgumentException(
            $"BinaryAccuracy got the threshold {threshold} but needs a number above 0 and below 1. Give one such as 0.5.");

    /// <inheritdoc/>
    public override string Name => "binary_accuracy";

    /// <inheritdoc/>
    public override Metric Fresh() => new BinaryAccuracy(threshold);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("threshold", threshold, 0.5));

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        var right = 0;
        for (var i = 0; i < prediction.Length; i++)
            if ((prediction[i] > _threshold ? 1 : 0) == Truth.Of(prediction, target, i)) right++;
        return (double)right / prediction.Length;
    }
}
