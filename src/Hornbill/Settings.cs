using System.Globalization;

namespace Hornbill;

/// <summary>The settings in a name such as <c>truncated_normal(stddev=0.1, seed=7)</c>: how one text holds what is made by name, in a layer's config, a file
/// or on a command line. A setting left out has its default; lists are separated by spaces.</summary>
sealed class Settings
{
    readonly Dictionary<string, string> _given = [];
    readonly List<string> _asked = [];

    Settings(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || !_given.TryAdd(pair[0], pair[1]))
                throw new ArgumentException($"'{part}' was given as a setting but name=value is expected, each name once. Write it as in stddev=0.1.");
        }
    }

    /// <summary>The thing that a text names.</summary>
    /// <exception cref="ArgumentException">There is no such thing, or it has no such setting.</exception>
    public static T Make<T>(string kind, string text, IReadOnlyDictionary<string, Func<Settings, T>> all)
    {
        ArgumentNullException.ThrowIfNull(text);
        var word = Word(text).ToLowerInvariant();
        var rest = text[word.Length..].Trim();
        if (rest.Length > 0 && !(rest[0] == '(' && rest[^1] == ')'))
            throw new ArgumentException($"The {kind} '{text}' does not end where it should but name(setting=value, ...) is expected. Close the bracket.");
        if (!all.TryGetValue(word.Trim(), out var make)) throw Choices.Unknown(kind, word.Trim(), all.Keys);
        var settings = new Settings(rest.Length > 0 ? rest[1..^1] : "");
        var made = make(settings);
        if (settings._given.Keys.FirstOrDefault(name => !settings._asked.Contains(name)) is { } unknown)
            throw Choices.Unknown($"setting of the {kind} {word.Trim()}", unknown, settings._asked);
        return made;
    }

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

    public double Number(string name, double standard) => Get(name, standard, t => double.Parse(t, CultureInfo.InvariantCulture));

    public double? Number(string name) => Get<double?>(name, null, t => double.Parse(t, CultureInfo.InvariantCulture));

    public int Int(string name, int standard) => Get(name, standard, t => int.Parse(t, CultureInfo.InvariantCulture));

    public int? Int(string name) => Get<int?>(name, null, t => int.Parse(t, CultureInfo.InvariantCulture));

    public bool Bool(string name) => Get(name, false, bool.Parse);

    public ulong? Seed() => Get<ulong?>("seed", null, t => ulong.Parse(t, CultureInfo.InvariantCulture));

    public string Text(string name, string standard) => Get(name, standard, t => t);

    public string? Text(string name) => Get<string?>(name, null, t => t);

    public double[] Numbers(string name) =>
        Get(name, [], t => t.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray());

    T Get<T>(string name, T standard, Func<string, T> read)
    {
        _asked.Add(name);
        if (!_given.TryGetValue(name, out var text)) return standard;
        try
        {
            return read(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ArgumentException($"The setting {name} got '{text}' but that is not a value of its kind. Write a number as 0.05, a switch as true.", e);
        }
    }

    static string Plain(object value) => value switch
    {
        bool b => b ? "true" : "false",
        IEnumerable<double> list => string.Join(' ', list.Select(d => d.ToString(CultureInfo.InvariantCulture))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
