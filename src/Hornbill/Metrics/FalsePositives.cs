namespace Hornbill.Metrics;

/// <summary>How many outputs say yes and are wrong. With weights it is the sum of theirs.</summary>
/// <param name="thresholds">Above it an output says yes: one number or several, ½ by default.</param>
public sealed class FalsePositives(Thresholds? thresholds = null) : RetrievalMetric(thresholds, null, null)
{
    /// <inheritdoc/>
    public override string Name => "false_positives";

    /// <inheritdoc/>
    public override Metric Fresh() => new FalsePositives(Given.Thresholds);

    private protected override double Of(double truePositives, double falsePositives, double falseNegatives, double trueNegatives) =>
        falsePositives;
}
