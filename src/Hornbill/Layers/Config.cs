using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hornbill.Layers;

/// <summary>The settings of what goes by a name (a layer, a loss, an optimizer, …) under their Keras names: as a model's file holds them,
/// and as a text gives them in brackets, <c>truncated_normal(stddev=0.1, seed=7)</c>.</summary>
/// <remarks>In a text, elements of a list are separated by spaces, and a text with other signs than letters, digits, <c>_</c>, <c>.</c>,
/// <c>-</c> and <c>/</c> is quoted as in JSON.</remarks>
public sealed class Config
{
    // No configuration is nested deeper.
    internal const int Depth = 16;

    readonly JsonObject _values;
    readonly HashSet<string> _asked = [];

    /// <summary>No settings yet.</summary>
    public Config() : this([]) { }

    internal Config(JsonObject values, CustomObjects? customs = null) => (_values, Customs) = (values, customs);

    internal Config(IReadOnlyDictionary<string, double> numbers)
        : this(new JsonObject(numbers.Select(n => KeyValuePair.Create(n.Key, (JsonNode?)JsonValue.Create(n.Value))))) { }

    /// <summary>All settings, where they are numbers.</summary>
    internal Dictionary<string, double> AllNumbers() => _values.Select(v => v.Key).ToDictionary(name => name, Double);

    internal JsonObject Json => _values;

    /// <summary>The layer within, where whoever reads the settings has made it.</summary>
    internal Layer? Inner { get; init; }

    /// <summary>How kinds of a user's own are made; null where nothing is read from a file.</summary>
    internal CustomObjects? Customs { get; }

    /// <summary>Settings that were asked for.</summary>
    internal IEnumerable<string> Asked => _asked;

    /// <summary>A setting that nobody asked for, or null.</summary>
    internal string? Unasked => _values.Select(v => v.Key).FirstOrDefault(name => !_asked.Contains(name));

    /// <summary>Whether an error says that a configuration is not as it should be; any other is a fault of ours.</summary>
    internal static bool IsBad(Exception e) =>
        e is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentException
        or ArithmeticException or KeyNotFoundException or IndexOutOfRangeException or InvalidCastException;

    /// <summary>Notes a setting.</summary>
    /// <param name="name">Its Keras name: <c>kernel_size</c>.</param>
    /// <param name="value">A number, a text, a truth value, a list of numbers, settings within, or null for nothing.</param>
    /// <returns>Itself.</returns>
    /// <exception cref="ArgumentException">The value is of another kind.</exception>
    public Config Set(string name, object? value)
    {
        _values[name] = value switch
        {
            null => null,
            int i => JsonValue.Create(i),
            long l => JsonValue.Create(l),
            ulong l => JsonValue.Create(l),
            float f => JsonValue.Create((double)f),
            double d => JsonValue.Create(d),
            bool b => JsonValue.Create(b),
            Config c => c._values.DeepClone(),
            string s => JsonValue.Create(s),
            IEnumerable<int?> list => new JsonArray([.. list.Select(i => i is { } n ? (JsonNode)JsonValue.Create(n) : null)]),
            IEnumerable<int> list => new JsonArray([.. list.Select(i => (JsonNode)JsonValue.Create(i))]),
            IEnumerable<double> list => new JsonArray([.. list.Select(d => (JsonNode)JsonValue.Create(d))]),
            IEnumerable<string> list => new JsonArray([.. list.Select(s => (JsonNode)JsonValue.Create(s))]),
            _ => throw new ArgumentException(
                $"Setting '{name}' got a {value.GetType().Name} but must be a number, text, bool or list of numbers or texts. Convert it " +
                $"first."),
        };
        return this;
    }

    /// <summary>Whether a setting is there, and not null.</summary>
    /// <param name="name">Its name.</param>
    public bool Has(string name)
    {
        _asked.Add(name);
        return _values[name] is not null;
    }

    /// <summary>A whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is missing, or of another kind.</exception>
    public int Int(string name) => Get(name, "a whole number", n => n.GetValue<int>());

    /// <summary>A whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="standard">What it is where it was left out.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public int Int(string name, int standard) => Has(name) ? Int(name) : standard;

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is missing, or of another kind.</exception>
    public double Double(string name) => Get(name, "a number", n => n.GetValue<double>());

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="standard">What it is where it was left out.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public double Double(string name, double standard) => Has(name) ? Double(name) : standard;

    /// <summary>A truth value.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is missing, or of another kind.</exception>
    public bool Bool(string name) => Get(name, "true or false", n => n.GetValue<bool>());

    /// <summary>A truth value.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="standard">What it is where it was left out.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public bool Bool(string name, bool standard) => Has(name) ? Bool(name) : standard;

    /// <summary>A text.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is missing, or of another kind.</exception>
    public string String(string name) => Get(name, "a text", n => n.GetValue<string>());

    /// <summary>A text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="standard">What it is where it was left out.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public string String(string name, string standard) => Has(name) ? String(name) : standard;

    /// <summary>Whether a setting is a text.</summary>
    internal bool IsText(string name) => _values[name]?.GetValueKind() == JsonValueKind.String;

    /// <summary>Whether it was written, if only as null.</summary>
    internal bool Holds(string name)
    {
        _asked.Add(name);
        return _values.ContainsKey(name);
    }

    /// <summary>A text, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public string? StringOrNull(string name) => Has(name) ? String(name) : null;

    /// <summary>A whole number, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public int? IntOrNull(string name) => Has(name) ? Int(name) : null;

    /// <summary>A number, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public double? DoubleOrNull(string name) => Has(name) ? Double(name) : null;

    /// <summary>Settings within, or null.</summary>
    /// <param name="name">Their name.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public Config? ConfigOrNull(string name) => Has(name) ? new(Get(name, "settings within", n => n.AsObject()), Customs) : null;

    /// <summary>A list of whole numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is missing, or of another kind.</exception>
    public int[] Ints(string name) => Get(name, "whole numbers", n => List(n).Select(i => i!.GetValue<int>()).ToArray());

    /// <summary>A list of whole numbers, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public int[]? IntsOrNull(string name) => Has(name) ? Ints(name) : null;

    /// <summary>The one number of a list, as settings of sequences have it.</summary>
    internal int One(string name) => Ints(name) is [var one]
        ? one
        : throw new InvalidDataException(
            $"Setting '{name}' got {Ints(name).Length} numbers but has one for a sequence. Check the model's configuration.");

    /// <summary>A list of numbers, or one alone.</summary>
    internal double[] DoublesOrOne(string name) => _values[name]?.GetValueKind() == JsonValueKind.Number ? [Double(name)] : Doubles(name);

    /// <summary>A truth value, or null.</summary>
    internal bool? BoolOrNull(string name) => Has(name) ? Bool(name) : null;

    /// <summary>A list of whole numbers, or one alone; null where there is none.</summary>
    internal int[]? IntsOrOne(string name) => _values[name]?.GetValueKind() == JsonValueKind.Number ? [Int(name)] : IntsOrNull(name);

    /// <summary>A list of whole numbers of which some may be missing.</summary>
    internal int?[] Numbers(string name) => Get(name, "whole numbers", n => n.AsArray().Select(i => i?.GetValue<int>()).ToArray());

    /// <summary>The same, or null.</summary>
    internal int?[]? NumbersOrNull(string name) => Has(name) ? Numbers(name) : null;

    /// <summary>A list of texts, or null.</summary>
    /// <param name="name">Of the setting.</param>
    public string[]? StringsOrNull(string name) =>
        Has(name) ? Get(name, "texts", n => List(n).Select(s => s!.GetValue<string>()).ToArray()) : null;

    /// <summary>A list of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is missing, or of another kind.</exception>
    public double[] Doubles(string name) => Get(name, "numbers", n => List(n).Select(i => i!.GetValue<double>()).ToArray());

    /// <summary>A list of numbers, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public double[]? DoublesOrNull(string name) => Has(name) ? Doubles(name) : null;

    /// <summary>The seed of what draws, or null.</summary>
    internal ulong? Seed() => Has("seed") ? Get("seed", "a whole number", n => n.GetValue<ulong>()) : null;

    /// <summary>The initialiser of a weight.</summary>
    /// <param name="weight">The weight's name: <c>kernel</c> of the setting <c>kernel_initializer</c>.</param>
    /// <exception cref="InvalidDataException">It is missing, or no text.</exception>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Initializers.Initializer Initializer(string weight) =>
        Initializers.Initializer.Registry.Make(String($"{weight}_initializer"), Customs);

    /// <summary>The regulariser of a weight, or null.</summary>
    /// <param name="weight">The weight's name: <c>kernel</c> of the setting <c>kernel_regularizer</c>.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Regularizers.Regularizer? Regularizer(string weight) => Regularizers.Regularizer.From(ConfigOrNull($"{weight}_regularizer"));

    /// <summary>The constraint of a weight, or null.</summary>
    /// <param name="weight">The weight's name: <c>kernel</c> of the setting <c>kernel_constraint</c>.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Constraints.Constraint? Constraint(string weight) => Constraints.Constraint.From(ConfigOrNull($"{weight}_constraint"));

    /// <summary>An optimizer's learning rate, a number or a schedule; null where it was left out.</summary>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    /// <exception cref="ArgumentException">There is no schedule of that name.</exception>
    public Optimizers.LearningRate? LearningRate() => IsText("learning_rate")
        ? Optimizers.Schedule.Registry.Make(String("learning_rate"), Customs)
        : DoubleOrNull("learning_rate");

    /// <summary>The word and the settings of a text, <c>word(name=value, name=value)</c>.</summary>
    /// <exception cref="ArgumentException">The text has another form.</exception>
    internal static (string Word, Config Settings) Parse(string kind, string text, CustomObjects? customs)
    {
        var word = Settings.Word(text);
        var rest = text[word.Length..].Trim();
        if (rest.Length > 0 && !(rest[0] == '(' && rest[^1] == ')'))
            throw new ArgumentException(
                $"The {kind} '{Choices.Short(text)}' does not end where it should but name(setting=value, ...) is expected. Close the " +
                $"bracket.");
        var config = new Config([], customs);
        foreach (var part in Settings.Split(rest.Length > 0 ? rest[1..^1] : ""))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || !config._values.TryAdd(pair[0], Value(pair[1])))
                throw new ArgumentException(
                    $"'{Choices.Short(part)}' was given as a setting of the {kind} {Choices.Short(word.Trim())} but name=value is " +
                    $"expected, each name once. " +
                                            $"Write it as in {Choices.Short(word.Trim())}(name=0.1).");
        }
        return (word.Trim(), config);
    }

    /// <summary>A word with all settings, as <see cref="Parse"/> reads them.</summary>
    internal string Write(string word)
    {
        var settings = _values.Where(v => v.Value is not null).Select(v => $"{v.Key}={Text(v.Value!)}").ToArray();
        return settings.Length == 0 ? word : $"{word}({string.Join(", ", settings)})";
    }

    static string Text(JsonNode value) => value switch
    {
        JsonArray list => string.Join(' ', list.Select(v => v?.ToJsonString() ?? "null")),
        _ when value.GetValueKind() == JsonValueKind.String && Value(value.GetValue<string>()) is { } plain
            && JsonNode.DeepEquals(plain, value) &&
               Settings.IsPlain(value.GetValue<string>()) => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    // A number, true or false, numbers behind each other, a quoted text, or what stands there.
    static JsonNode? Value(string text)
    {
        if (text is "None" or "null") return null;
        if (bool.TryParse(text, out var truth)) return JsonValue.Create(truth);
        if (text.StartsWith('"')) return FromJson(text) ?? JsonValue.Create(text);
        if (Number(text) is { } number) return number;
        var list = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray();
        return list.Length > 1 && list.All(n => n is not null) ? new JsonArray(list) : JsonValue.Create(text);
    }

    static JsonNode? Number(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return null;
        return FromJson(text) ?? (double.IsFinite(number) ? JsonValue.Create(number) : null);
    }

    static JsonNode? FromJson(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static JsonNode?[] List(JsonNode node) => node is JsonArray list ? [.. list] : [node];

    T Get<T>(string name, string needs, Func<JsonNode, T> read)
    {
        _asked.Add(name);
        try
        {
            return read(_values[name] ?? throw new InvalidDataException(
                $"Setting '{name}' is missing but {needs} is expected. Give it, as in {name}=…."));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or OverflowException or NullReferenceException)
        {
            throw new InvalidDataException(
                $"Setting '{name}' cannot be read: it is {Choices.Short(_values[name]!.ToJsonString())} but {needs} is expected. " +
                                           "Write a number as 0.05, a switch as true.", e);
        }
    }
}
