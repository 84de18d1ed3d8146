namespace Hornbill.Metrics;

/// <summary>√ of the mean of (p − t)² over all outputs of all samples.</summary>
public sealed class RootMeanSquaredError : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "root_mean_squared_error";

    /// <inheritdoc/>
    public override double Result => Math.Sqrt(base.Result);

    /// <inheritdoc/>
    public override Metric Fresh() => new RootMeanSquaredError();

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        var sum = 0.0;
        for (var i = 0; i < prediction.Length; i++)
        {
            var error = prediction[i] - (double)Truth.Of(prediction, target, i);
            sum += error * error;
        }
        return sum / prediction.Length;
    }
}
