using System.Globalization;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What can be set in a built-in net: its own options with their defaults, <c>window=5 padding=valid</c>, and those that all nets
/// have.</summary>
sealed class NetOptions
{
    /// <summary>What all nets have: batch normalisation behind each activation, penalties on kernels, and dropout behind each pooling or,
    /// without convolutions, each dense layer, where the net has none of its own.</summary>
    const string Common = "activation=relu norm=false regularizer=none initializer=glorot_uniform dropout=0";

    /// <summary>What the labs' data sets have.</summary>
    public const int UsualClasses = 10;

    readonly string _net;
    readonly Dictionary<string, string> _values;
    readonly IReadOnlyDictionary<string, string> _set;
    readonly HashSet<string> _asked = [];

    /// <summary>The defaults of a net, and what is set instead.</summary>
    /// <exception cref="ArgumentException">An option is not known.</exception>
    public NetOptions(string net, string defaults, IReadOnlyDictionary<string, string>? set = null)
    {
        (_net, _set, _values) = (net, set ?? new Dictionary<string, string>(), Defaults(defaults));
        foreach (var (name, value) in _set)
            _values[name] = _values.ContainsKey(name) ? value : throw Choices.Unknown($"option of {net}", name, _values.Keys);
    }

    /// <summary>A net's own defaults, and those of all nets for what it does not name.</summary>
    public static Dictionary<string, string> Defaults(string own) => Pairs($"{Common} {own}");

    /// <summary>Names and values of those that the net was made by, in order.</summary>
    public IEnumerable<string> Used => _values.Where(v => _asked.Contains(v.Key)).Select(v => $"{v.Key}={v.Value}");

    /// <summary>Throws where something was set that the net, now made, did not ask for.</summary>
    public void CheckUsed()
    {
        if (_set.Keys.FirstOrDefault(name => !_asked.Contains(name)) is { } idle) throw Choices.Unknown($"option of {_net}", idle, _asked);
    }

    /// <summary>Classes to tell apart.</summary>
    public int Classes { get; init; } = UsualClasses;

    /// <summary>The shape of one sample, where it is not the net's own.</summary>
    public Shape? Input { get; init; }

    public string Activation => Text("activation");

    public bool Norm => Get("norm", bool.Parse, "true or false");

    public string Initializer => Text("initializer");

    /// <summary>Null for none.</summary>
    public Regularizers.Regularizer? Regularizer => Text("regularizer") is not "none" and var text ? text : null;

    public double Dropout => Number("dropout");

    /// <summary>The side of a sample, where it can be set.</summary>
    public int? Side => _values.ContainsKey("side") ? Int("side") : null;

    /// <summary>Whether samples may have any side: <c>side=any</c>.</summary>
    public bool TakesAnySide => _values.ContainsKey("side") && Text("side") == "any";

    public string Text(string name)
    {
        _asked.Add(name);
        return _values[name];
    }

    public int Int(string name) => Get(name, t => int.Parse(t, CultureInfo.InvariantCulture), "a whole number");

    public int[] Ints(string name) => Get(name, t =>
        t.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray(), "whole numbers such as 32,64");

    public double Number(string name) => Get(name, Finite, "a number");

    public bool Flag(string name) => Get(name, bool.Parse, "true or false");

    T Get<T>(string name, Func<string, T> read, string needs)
    {
        try
        {
            return read(Text(name));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ArgumentException(
                $"Option {name} of {_net} got '{_values[name]}' but needs {needs}. Correct it, or leave it out for the default.", e);
        }
    }

    // Of one name the last counts.
    static Dictionary<string, string> Pairs(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).GroupBy(p => p[0])
            .ToDictionary(g => g.Key, g => g.Last()[1]);

    // A comma is no part of a number.
    static double Finite(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var value
        && double.IsFinite(value)
        ? value
        : throw new FormatException(text);
}
