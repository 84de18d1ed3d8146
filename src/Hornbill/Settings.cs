using System.Globalization;

namespace Hornbill;

/// <summary>The form of a name with settings, such as <c>truncated_normal(stddev=0.1, seed=7)</c>: how one text holds what is made by name,
/// in a layer's config, a file or on a command line. A setting left out has its default; elements of lists are separated by
/// spaces.</summary>
static class Settings
{
    /// <summary>The name without its settings.</summary>
    public static string Word(string text) => text.IndexOf('(') is >= 0 and var bracket ? text[..bracket] : text;

    /// <summary>A name with those settings that differ from their defaults.</summary>
    public static string Write(string word, params ReadOnlySpan<(string Name, object? Value, object? Default)> settings)
    {
        var text = new List<string>();
        foreach (var (name, value, standard) in settings)
            if (!Equals(value, standard)) text.Add($"{name}={Plain(value!)}");
        return text.Count == 0 ? word : $"{word}({string.Join(", ", text)})";
    }

    /// <summary>Whether a text needs no quotes.</summary>
    public static bool IsPlain(string text) => text.Length > 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '/');

    /// <summary>What commas separate that lie in no brackets and no quotes.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var (depth, quoted, begin) = (0, false, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"' && text[Math.Max(i - 1, 0)] != '\\') quoted = !quoted;
            if (i < text.Length && !quoted) depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (i < text.Length && (text[i] != ',' || quoted || depth > 0)) continue;
            if (text[begin..i].Trim() is { Length: > 0 } part) yield return part;
            begin = i + 1;
        }
    }

    static string Plain(object value) => value switch
    {
        bool b => b ? "true" : "false",
        IEnumerable<double> list => string.Join(' ', list.Select(d => d.ToString(CultureInfo.InvariantCulture))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
