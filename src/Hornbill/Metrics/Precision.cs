namespace Hornbill.Metrics;

/// <summary>TP / (TP + FP): the share of those that say yes which are right. The outputs of all classes are counted together.</summary>
/// <param name="thresholds">Above it an output says yes: one number, ½ by default, none with <paramref name="topK"/>.</param>
/// <param name="topK">Only the k greatest outputs of a sample say yes.</param>
/// <param name="classId">Only this class is counted.</param>
public sealed class Precision(double? thresholds = null, int? topK = null, int? classId = null) : RetrievalMetric(thresholds, topK, classId)
{
    /// <inheritdoc/>
    public override string Name => "precision";

    /// <inheritdoc/>
    public override double Result => Share(TruePositives, FalsePositives);

    /// <inheritdoc/>
    public override Metric Fresh() => new Precision(Given.Thresholds, Given.TopK, Given.ClassId);
}
