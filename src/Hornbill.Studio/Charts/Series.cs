namespace Hornbill.Studio;

/// <summary>Points of a chart that belong together.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="X">Where they lie across.</param>
/// <param name="Y">Where they lie up; a point that is no number is left out.</param>
public sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Points at 1, 2, 3, …, such as the epochs of a training.</summary>
    /// <param name="name">What the legend says.</param>
    /// <param name="y">Their values.</param>
    public Series(string name, IReadOnlyList<double> y) : this(name, [.. Enumerable.Range(1, y.Count).Select(i => (double)i)], y) { }

    /// <summary>The lower edge of a band around the line, such as the lowest of several seeds; null for none.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>Its upper edge.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>Whether the points are joined by a line; otherwise each is a sign.</summary>
    public bool Joined { get; init; } = true;

    /// <summary>A text beside each point; null for none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    internal void Check()
    {
        if (X.Count != Y.Count || (Low ?? Y).Count != Y.Count || (High ?? Y).Count != Y.Count || Low is null != High is null
            || (Labels?.Count ?? Y.Count) != Y.Count)
            throw new ArgumentException(
                $"The series '{Name}' got {X.Count} places, {Y.Count} values, {Low?.Count ?? 0} lower and {High?.Count ?? 0} upper edges " +
                $"and {Labels?.Count ?? 0} labels " +
                                        "but needs as many of each, or none of the last three. Give one for each point.");
    }
}
