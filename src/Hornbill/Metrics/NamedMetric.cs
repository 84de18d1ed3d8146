namespace Hornbill.Metrics;

/// <summary>A metric and the name it is logged under in one model.</summary>
sealed record NamedMetric(string Name, Metric Metric)
{
    /// <summary>Metrics under names that differ: a second precision becomes precision_1, as in Keras.</summary>
    public static NamedMetric[] Distinct(IEnumerable<Metric?> metrics)
    {
        var used = new HashSet<string>();
        return [.. metrics.OfType<Metric>().Select(m => new NamedMetric(Free(m.LogName, used), m))];
    }

    static string Free(string name, HashSet<string> used)
    {
        var free = name;
        for (var i = 1; !used.Add(free); i++) free = $"{name}_{i}";
        return free;
    }
}
