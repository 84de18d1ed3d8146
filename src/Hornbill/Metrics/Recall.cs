namespace Hornbill.Metrics;

/// <summary>TP / (TP + FN): the share of those that are which say yes. The outputs of all classes are counted together.</summary>
/// <param name="thresholds">Above it an output says yes: one number or several, ½ by default, none with <paramref name="topK"/>.</param>
/// <param name="topK">Only the k greatest outputs of a sample say yes.</param>
/// <param name="classId">Only this class is counted.</param>
public sealed class Recall(Thresholds? thresholds = null, int? topK = null, int? classId = null)
    : RetrievalMetric(thresholds, topK, classId)
{
    /// <inheritdoc/>
    public override string Name => "recall";

    /// <inheritdoc/>
    public override Metric Fresh() => new Recall(Given.Thresholds, Given.TopK, Given.ClassId);

    private protected override double Of(double truePositives, double falsePositives, double falseNegatives, double trueNegatives) =>
        Share(truePositives, falseNegatives);
}
