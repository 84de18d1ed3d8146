using Hornbill.Metrics;

namespace Hornbill.Models;

/// <summary>The names that figures are logged under, each of its own: of a second <c>precision</c> <c>precision_1</c>, as in Keras, and of
/// a weighted metric whose name is taken <c>weighted_precision</c>.</summary>
sealed class FigureNames
{
    readonly HashSet<string> _used = ["loss"];
    readonly bool _several;

    public FigureNames(bool several) => _several = several;

    /// <summary>Each name once: a second one gets a number.</summary>
    public static string[] Distinct(IEnumerable<string> names)
    {
        var used = new HashSet<string>();
        return [.. names.Select(n => Free(n, used))];
    }

    /// <summary>Of an output's loss.</summary>
    public string Loss(string output) => _several ? Free($"{output}_loss", _used) : "loss";

    /// <summary>Of an output's metric.</summary>
    /// <exception cref="ArgumentException">Figures of validation begin so.</exception>
    public string Metric(string output, NamedMetric metric)
    {
        if (metric.Name.StartsWith("val_", StringComparison.Ordinal))
            throw new ArgumentException(
                $"A metric got the name '{Choices.Short(metric.Name)}' but figures of validation begin with val_. Choose another name.");
        var name = Of(output, metric.Name);
        return metric.Weighted && _used.Contains(name) ? Free(Of(output, $"weighted_{metric.Name}"), _used) : Free(name, _used);
    }

    string Of(string output, string metric) => _several ? $"{output}_{metric}" : metric;

    static string Free(string name, HashSet<string> used)
    {
        var free = name;
        for (var i = 1; !used.Add(free); i++) free = $"{name}_{i}";
        return free;
    }
}
