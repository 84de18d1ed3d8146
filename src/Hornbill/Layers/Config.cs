using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hornbill.Layers;

/// <summary>The settings of a layer, optimizer, regulariser or constraint by their Keras names, as a model's file holds them.</summary>
public sealed class Config
{
    // No configuration is nested deeper.
    internal const int Depth = 16;

    readonly JsonObject _values;

    /// <summary>No settings yet.</summary>
    public Config() : this([]) { }

    internal Config(JsonObject values) => _values = values;

    internal JsonObject Json => _values;

    /// <summary>The layer within, where whoever reads the settings has made it.</summary>
    internal Layer? Inner { get; init; }

    /// <summary>Whether an error says that a configuration is not as it should be; any other is a fault of ours.</summary>
    internal static bool IsBad(Exception e) => e is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentException
        or ArithmeticException or KeyNotFoundException or IndexOutOfRangeException or InvalidCastException;

    /// <summary>Notes a setting: a number, a text, a truth value, a list of numbers, settings within, or nothing.</summary>
    public Config Set(string name, object? value)
    {
        _values[name] = value switch
        {
            null => null,
            int i => JsonValue.Create(i),
            double d => JsonValue.Create(d),
            bool b => JsonValue.Create(b),
            Config c => c._values.DeepClone(),
            string s => JsonValue.Create(s),
            IEnumerable<int?> list => new JsonArray([.. list.Select(i => i is { } n ? (JsonNode)JsonValue.Create(n) : null)]),
            IEnumerable<int> list => new JsonArray([.. list.Select(i => (JsonNode)JsonValue.Create(i))]),
            IEnumerable<double> list => new JsonArray([.. list.Select(d => (JsonNode)JsonValue.Create(d))]),
            _ => throw new ArgumentException($"Setting '{name}' got a {value.GetType().Name} but must be a number, text, bool or list of numbers. Convert it first."),
        };
        return this;
    }

    /// <summary>A whole number.</summary>
    public int Int(string name) => Get(name, n => n.GetValue<int>());

    /// <summary>A number.</summary>
    public double Double(string name) => Get(name, n => n.GetValue<double>());

    /// <summary>A truth value.</summary>
    public bool Bool(string name) => Get(name, n => n.GetValue<bool>());

    /// <summary>A text.</summary>
    public string String(string name) => Get(name, n => n.GetValue<string>());

    /// <summary>Whether a setting is a text.</summary>
    internal bool IsText(string name) => _values[name]?.GetValueKind() == JsonValueKind.String;

    /// <summary>A text, or null.</summary>
    public string? StringOrNull(string name) => _values[name] is null ? null : String(name);

    /// <summary>A whole number, or null.</summary>
    public int? IntOrNull(string name) => _values[name] is null ? null : Int(name);

    /// <summary>A number, or null.</summary>
    public double? DoubleOrNull(string name) => _values[name] is null ? null : Double(name);

    /// <summary>Settings within, or null.</summary>
    public Config? ConfigOrNull(string name) => _values[name] is null ? null : new(Get(name, n => n.AsObject()));

    /// <summary>A list of whole numbers.</summary>
    public int[] Ints(string name) => Get(name, n => n.AsArray().Select(i => i!.GetValue<int>()).ToArray());

    /// <summary>A list of whole numbers, or null.</summary>
    public int[]? IntsOrNull(string name) => _values[name] is null ? null : Ints(name);

    /// <summary>The one number of a list, as settings of sequences have it.</summary>
    internal int One(string name) => Ints(name) is [var one]
        ? one
        : throw new InvalidDataException($"Setting '{name}' got {Ints(name).Length} numbers but has one for a sequence. Check the model's configuration.");

    /// <summary>A list of numbers, or one alone.</summary>
    internal double[] DoublesOrOne(string name) => _values[name]?.GetValueKind() == JsonValueKind.Number ? [Double(name)] : Doubles(name);

    /// <summary>A truth value, or null.</summary>
    internal bool? BoolOrNull(string name) => _values[name] is null ? null : Bool(name);

    /// <summary>A list of whole numbers, or one alone; null where there is none.</summary>
    internal int[]? IntsOrOne(string name) => _values[name]?.GetValueKind() == JsonValueKind.Number ? [Int(name)] : IntsOrNull(name);

    /// <summary>A list of whole numbers of which some may be missing.</summary>
    internal int?[] Numbers(string name) => Get(name, n => n.AsArray().Select(i => i?.GetValue<int>()).ToArray());

    /// <summary>The same, or null.</summary>
    internal int?[]? NumbersOrNull(string name) => _values[name] is null ? null : Numbers(name);

    /// <summary>A list of numbers.</summary>
    public double[] Doubles(string name) => Get(name, n => n.AsArray().Select(i => i!.GetValue<double>()).ToArray());

    /// <summary>A list of numbers, or null.</summary>
    public double[]? DoublesOrNull(string name) => _values[name] is null ? null : Doubles(name);

    /// <summary>The regulariser of a weight, or null.</summary>
    internal Regularizers.Regularizer? Regularizer(string weight) => Regularizers.Regularizer.From(ConfigOrNull($"{weight}_regularizer"));

    /// <summary>The constraint of a weight, or null.</summary>
    internal Constraints.Constraint? Constraint(string weight) => Constraints.Constraint.From(ConfigOrNull($"{weight}_constraint"));

    T Get<T>(string name, Func<JsonNode, T> read)
    {
        try
        {
            return read(_values[name] ?? throw new InvalidOperationException("it is missing"));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or OverflowException or NullReferenceException)
        {
            throw new InvalidDataException($"Setting '{name}' cannot be read ({e.Message}) but a {typeof(T).Name} is expected. " +
                                           "Check the model's configuration.", e);
        }
    }
}
