namespace Hornbill.Metrics;

/// <summary>How many outputs say yes and are right. With weights it is the sum of theirs.</summary>
/// <param name="thresholds">Above it an output says yes: one number or several, ½ by default.</param>
public sealed class TruePositives(Thresholds? thresholds = null) : RetrievalMetric(thresholds, null, null)
{
    /// <inheritdoc/>
    public override string Name => "true_positives";

    /// <inheritdoc/>
    public override Metric Fresh() => new TruePositives(Given.Thresholds);

    private protected override double Of(double truePositives, double falsePositives, double falseNegatives, double trueNegatives) =>
        truePositives;
}
