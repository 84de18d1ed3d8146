namespace Hornbill.Metrics;

/// <summary>(1 / n) Σ (p − t)² over the n outputs; of all samples the mean.</summary>
public sealed class MeanSquaredError : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    /// <inheritdoc/>
    public override Metric Fresh() => new MeanSquaredError();

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        var sum = 0.0;
        for (var i = 0; i < prediction.Length; i++)
        {
            double error = prediction[i] - (double)Truth.Of(prediction, target, i);
            sum += error * error;
        }
        return sum / prediction.Length;
    }
}
