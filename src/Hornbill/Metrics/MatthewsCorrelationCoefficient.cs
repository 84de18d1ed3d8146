namespace Hornbill.Metrics;

/// <summary>Matthews's correlation of true and predicted classes, from −1 to 1: (c s − Σ pₖ tₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²)) with c of s
/// samples predicted rightly, pₖ as class k and tₖ of it; 0 where all are of one class. (Matthews, 1975; Gorodkin, 2004)</summary>
public sealed class MatthewsCorrelationCoefficient : ConfusionMetric
{
    /// <inheritdoc/>
    public override string Name => "matthews_correlation_coefficient";

    /// <inheritdoc/>
    public override Metric Fresh() => new MatthewsCorrelationCoefficient();

    private protected override double Of(ConfusionMatrix counts)
    {
        double s = counts.Total, both = 0, predicted = 0, seen = 0;
        for (var k = 0; k < counts.Classes; k++)
        {
            double p = counts.Predicted(k), t = counts.Support(k);
            (both, predicted, seen) = (both + (p * t), predicted + (p * p), seen + (t * t));
        }
        var whole = Math.Sqrt(((s * s) - predicted) * ((s * s) - seen));
        return whole == 0 ? 0 : ((counts.Right * s) - both) / whole;
    }
}
