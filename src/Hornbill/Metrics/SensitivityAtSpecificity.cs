namespace Hornbill.Metrics;

/// <summary>The greatest sensitivity, TP / (TP + FN), of all thresholds at which the specificity, TN / (TN + FP), is at least a value. The
/// outputs of all classes are counted together.</summary>
/// <param name="specificity">The value, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds are tried, spread evenly in [0, 1].</param>
/// <param name="classId">Only this class is counted.</param>
public sealed class SensitivityAtSpecificity(double specificity, int numThresholds = 200, int? classId = null)
    : ThresholdSearch("specificity", specificity, numThresholds, classId)
{
    /// <inheritdoc/>
    public override string Name => "sensitivity_at_specificity";

    /// <inheritdoc/>
    public override Metric Fresh() => new SensitivityAtSpecificity(Given.Value, Given.NumThresholds, Given.ClassId);

    private protected override (float Held, double Sought) Figures(CurvePoint point) =>
        (Share(point.TrueNegatives, point.FalsePositives), Share(point.TruePositives, point.FalseNegatives));
}
