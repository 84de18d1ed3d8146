using System.Diagnostics.CodeAnalysis;
using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Regularizers;

/// <summary>A penalty on a weight, added to the loss while training and evaluating.</summary>
/// <example><code>new Dense(64, kernelRegularizer: new L2(0.001))</code></example>
public abstract class Regularizer : IPenalty
{
    /// <summary>The regularisers by name, with Keras's defaults of that name, and from their settings: each has its line.</summary>
    static readonly Dictionary<string, (Func<Settings, Regularizer> Make, string Kind, Func<Config, Regularizer> From)> All = new()
    {
        ["l1"] = (s => new L1(s.Number("l1", 0.01)), nameof(L1), c => new L1(c.Double("l1"))),
        ["l1_l2"] = (s => new L1L2(s.Number("l1", 0.01), s.Number("l2", 0.01)), nameof(L1L2), c => new L1L2(c.Double("l1"), c.Double("l2"))),
        ["l2"] = (s => new L2(s.Number("l2", 0.01)), nameof(L2), c => new L2(c.Double("l2"))),
        ["orthogonal_regularizer"] = (s => new OrthogonalRegularizer(s.Number("factor", 0.01), s.Text("mode", "rows")), nameof(OrthogonalRegularizer),
                                      c => new OrthogonalRegularizer(c.Double("factor"), c.String("mode"))),
    };

    static readonly Dictionary<string, Func<Settings, Regularizer>> Makers = All.ToDictionary(a => a.Key, a => a.Value.Make);

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>A regulariser by its Keras name, settings in brackets: <c>l2</c>, <c>l1_l2(l1=1e-5, l2=0.001)</c>.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or it has no such setting.</exception>
    public static Regularizer Named(string name) => Settings.Make("regularizer", name, Makers);

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Regularizer?(string? name) => name is null ? null : Named(name);

    /// <summary>Writes the settings under Keras's names.</summary>
    public abstract Config GetConfig();

    /// <summary>The penalty on a weight.</summary>
    public abstract double Value(ReadOnlySpan<float> weight, Shape shape);

    /// <summary>Adds the penalty's gradient to the weight's.</summary>
    public abstract void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape);

    /// <summary>Throws where it cannot act on a weight of that shape.</summary>
    internal virtual void Check(string weight, Shape shape) { }

    internal Config ToConfig() => new Config().Set("class_name", GetType().Name).Set("config", GetConfig());

    internal static Regularizer? From(Config? config)
    {
        if (config is null) return null;
        var kind = config.String("class_name");
        var known = All.Values.FirstOrDefault(v => v.Kind == kind);
        return known.From is null ? throw Choices.Unknown("regularizer", kind, All.Values.Select(v => v.Kind)) : known.From(config.ConfigOrNull("config") ?? new());
    }

    internal static double AtLeast0(string kind, string what, double value) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentException($"{kind} got {what} {value} but it must be a finite number of at least 0. Try 0.01.");
}
