namespace Hornbill.Metrics;

/// <summary>The greatest specificity, TN / (TN + FP), of all thresholds at which the sensitivity, TP / (TP + FN), is at least a value. The
/// outputs of all classes are counted together.</summary>
/// <param name="sensitivity">The value, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds are tried, spread evenly in [0, 1].</param>
/// <param name="classId">Only this class is counted.</param>
public sealed class SpecificityAtSensitivity(double sensitivity, int numThresholds = 200, int? classId = null)
    : ThresholdSearch("sensitivity", sensitivity, numThresholds, classId)
{
    /// <inheritdoc/>
    public override string Name => "specificity_at_sensitivity";

    /// <inheritdoc/>
    public override Metric Fresh() => new SpecificityAtSensitivity(Given.Value, Given.NumThresholds, Given.ClassId);

    private protected override (float Held, double Sought) Figures(CurvePoint point) =>
        (Share(point.TruePositives, point.FalseNegatives), Share(point.TrueNegatives, point.FalsePositives));
}
