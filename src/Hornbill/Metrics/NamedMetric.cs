namespace Hornbill.Metrics;

/// <summary>A metric of a compiled model.</summary>
/// <param name="Name">What it asks to be logged as.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Weighted">Whether it counts each sample by its weight.</param>
sealed record NamedMetric(string Name, Metric Metric, bool Weighted = false)
{
    /// <summary>Those of a list, each under its own name.</summary>
    public static IEnumerable<NamedMetric> Of(IEnumerable<Metric?>? metrics, bool weighted) =>
        (metrics ?? []).OfType<Metric>().Select(m => new NamedMetric(m.LogName, m, weighted));
}
