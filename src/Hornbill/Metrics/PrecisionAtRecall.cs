namespace Hornbill.Metrics;

/// <summary>The greatest precision, TP / (TP + FP), of all thresholds at which the recall, TP / (TP + FN), is at least a value. The outputs
/// of all classes are counted together.</summary>
/// <param name="recall">The value, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds are tried, spread evenly in [0, 1].</param>
/// <param name="classId">Only this class is counted.</param>
public sealed class PrecisionAtRecall(double recall, int numThresholds = 200, int? classId = null)
    : ThresholdSearch("recall", recall, numThresholds, classId)
{
    /// <inheritdoc/>
    public override string Name => "precision_at_recall";

    /// <inheritdoc/>
    public override Metric Fresh() => new PrecisionAtRecall(Given.Value, Given.NumThresholds, Given.ClassId);

    private protected override (float Held, double Sought) Figures(CurvePoint point) => ((float)point.Recall, point.Precision);
}
