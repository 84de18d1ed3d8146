namespace Hornbill.Records.Store;

/// <summary>An order of runs: a column, from its least or its greatest value on. Runs without one come last; equals keep their
/// order.</summary>
/// <param name="Name">The column, as <see cref="RunFilter"/> has them.</param>
/// <param name="Descending">Whether the greatest comes first.</param>
public sealed record RunOrder(string Name, bool Descending)
{
    /// <summary>By test accuracy, the best first: the explorer's order.</summary>
    public static RunOrder Best { get; } = new("accuracy", true);

    /// <summary>The order of a text: a column's name, with a minus in front for the greatest first.</summary>
    /// <param name="text">The text: <c>-accuracy</c>.</param>
    /// <exception cref="ArgumentException">There is no column of that name.</exception>
    public static RunOrder Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = text.TrimStart('-', '+');
        _ = RunColumns.Find(name);
        return new(name, text.StartsWith('-'));
    }

    /// <summary>Runs in this order.</summary>
    /// <param name="runs">The runs.</param>
    public IReadOnlyList<RunSummary> Sort(IEnumerable<RunSummary> runs)
    {
        var keyed = runs.Select(r => (Run: r, Key: RunColumns.Value(Name, r))).OrderBy(r => r.Key is null);
        return [.. (Descending ? keyed.ThenByDescending(r => r.Key, Keys) : keyed.ThenBy(r => r.Key, Keys)).Select(r => r.Run)];
    }

    // Texts by their characters' numbers.
    static readonly Comparer<object?> Keys =
        Comparer<object?>.Create((a, b) => a is string left && b is string right ? string.CompareOrdinal(left, right)
        : Comparer<object>.Default.Compare(a, b));
}
