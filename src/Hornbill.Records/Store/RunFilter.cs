using System.Globalization;

namespace Hornbill.Records.Store;

/// <summary>One condition on runs: a column or a setting, a comparison and a value, such as <c>accuracy>=0.91</c>, <c>variant~Conv</c>,
/// <c>batch_size=64</c>.</summary>
/// <param name="Name">A column (index, code, time, variant, compile, info, state, loss, accuracy, val_accuracy, epochs, seconds) or a
/// setting's name.</param>
/// <param name="Comparison">One of = != &lt; &lt;= > >= and ~, which asks whether a text contains another, whatever the case.</param>
/// <param name="Value">What to compare with.</param>
public sealed record RunFilter(string Name, string Comparison, string Value)
{
    static readonly string[] Comparisons = ["!=", "<=", ">=", "=", "<", ">", "~"];

    /// <summary>The conditions of a text, joined by commas: <c>accuracy>0.9,variant~Conv</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">A part is no condition.</exception>
    public static IReadOnlyList<RunFilter> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One)];
    }

    /// <summary>Whether a run meets it. Numbers are compared as such where both are; nothing is greater or less than what a run has
    /// not.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">Its settings.</param>
    public bool Holds(RunSummary run, IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var value = RunColumns.Has(Name) ? RunColumns.Value(Name, run) : settings.GetValueOrDefault(Name);
        if (value is null) return Comparison == "!=";
        if (Comparison == "~") return Text(value).Contains(Value, StringComparison.OrdinalIgnoreCase);
        if (Number(Value) is { } right && Number(Text(value)) is { } left) return Compare(left.CompareTo(right));
        return Compare(string.CompareOrdinal(Text(value), Value));
    }

    bool Compare(int order) => Comparison switch
    {
        "=" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    static RunFilter One(string part)
    {
        var at = part.IndexOfAny(['=', '!', '<', '>', '~']);
        var found = at < 1 ? null : Comparisons.FirstOrDefault(c => string.CompareOrdinal(part, at, c, 0, c.Length) == 0);
        if (found is null)
            throw new ArgumentException(
                $"A filter got '{Choices.Short(part)}' but needs a name, one of = != < <= > >= ~, and a value. Write it as in " +
                $"accuracy>=0.91,variant~Conv.");
        return new(part[..at].Trim(), found, part[(at + found.Length)..].Trim());
    }

    static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : null;
}
