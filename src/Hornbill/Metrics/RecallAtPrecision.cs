namespace Hornbill.Metrics;

/// <summary>The greatest recall, TP / (TP + FN), of all thresholds at which the precision, TP / (TP + FP), is at least a value. The outputs
/// of all classes are counted together.</summary>
/// <param name="precision">The value, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds are tried, spread evenly in [0, 1].</param>
/// <param name="classId">Only this class is counted.</param>
public sealed class RecallAtPrecision(double precision, int numThresholds = 200, int? classId = null)
    : ThresholdSearch("precision", precision, numThresholds, classId)
{
    /// <inheritdoc/>
    public override string Name => "recall_at_precision";

    /// <inheritdoc/>
    public override Metric Fresh() => new RecallAtPrecision(Given.Value, Given.NumThresholds, Given.ClassId);

    private protected override (float Held, double Sought) Figures(CurvePoint point) => ((float)point.Precision, point.Recall);
}
