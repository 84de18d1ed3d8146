namespace Hornbill.Metrics;

/// <summary>A metric, given as itself or by its name, and the name it is logged under.</summary>
/// <example><code>metrics: ["accuracy", new Precision(classId: 2), new("top3", new TopKCategoricalAccuracy(3))]</code></example>
/// <param name="Name">The name in the logs.</param>
/// <param name="Metric">The metric.</param>
public sealed record MetricChoice(string Name, Metric Metric)
{
    /// <summary>By name: what is asked for as "acc" is logged as "acc".</summary>
    public static implicit operator MetricChoice(string name) => new(Settings.Word(name ?? throw new ArgumentNullException(nameof(name))).Trim(), Metric.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator MetricChoice(Metric metric) => new(metric?.Name ?? throw new ArgumentNullException(nameof(metric)), metric);

    /// <summary>The same metrics under names that differ: a second precision becomes precision_1, as in Keras.</summary>
    internal static MetricChoice[] Distinct(IEnumerable<MetricChoice> metrics)
    {
        var used = new HashSet<string>();
        return [.. metrics.Select(m => m with { Name = Free(m.Name, used) })];
    }

    static string Free(string name, HashSet<string> used)
    {
        var free = name;
        for (var i = 1; !used.Add(free); i++) free = $"{name}_{i}";
        return free;
    }
}
