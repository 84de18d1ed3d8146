using Hornbill.Metrics;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>Whether a greater value of a figure in the logs is a better one; null where that is not known.</summary>
    internal bool? Rises(string figure)
    {
        var name = figure.StartsWith("val_", StringComparison.Ordinal) ? figure[4..] : figure;
        if (name == "loss" || Objectives.Any(o => name == o.LossFigure)) return false;
        var metrics = Objectives.SelectMany(o => o.Figures.Zip(o.Metrics));
        return metrics.FirstOrDefault(m => m.First == name).Second?.Metric is { } metric ? Rises(metric) : null;
    }

    /// <summary>The names in the logs of an evaluation.</summary>
    internal IEnumerable<string> Figures => NewTally().Logs().Keys;

    // Of a metric from outside it is not known.
    static bool? Rises(Metric metric) =>
        metric is RootMeanSquaredError or LossMetric { Name: not "cosine_similarity" } ? false : Metric.Names.Contains(metric.Name) ? true
            : null;
}
