namespace Hornbill.Metrics;

/// <summary>How many outputs say no and are right. With weights it is the sum of theirs.</summary>
/// <param name="thresholds">Above it an output says yes: one number or several, ½ by default.</param>
public sealed class TrueNegatives(Thresholds? thresholds = null) : RetrievalMetric(thresholds, null, null)
{
    /// <inheritdoc/>
    public override string Name => "true_negatives";

    /// <inheritdoc/>
    public override Metric Fresh() => new TrueNegatives(Given.Thresholds);

    private protected override double Of(double truePositives, double falsePositives, double falseNegatives, double trueNegatives) =>
        trueNegatives;
}
