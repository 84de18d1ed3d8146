using System.Diagnostics.CodeAnalysis;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Regularizers;

/// <summary>A penalty on a weight, added to the loss while training and evaluating.</summary>
/// <example><code>new Dense(64, kernelRegularizer: new L2(0.001))</code></example>
public abstract class Regularizer : IPenalty
{
    /// <summary>The regularisers by name, with Keras's defaults of that name: each has its line.</summary>
    internal static readonly Named<Regularizer> Registry = new("regularizer", new Dictionary<string, Func<Config, Regularizer>>
    {
        ["l1"] = c => new L1(c.Double("l1", 0.01)),
        ["l1l2"] = c => new L1L2(c.Double("l1", 0), c.Double("l2", 0)),
        ["l1_l2"] = c => new L1L2(c.Double("l1", 0.01), c.Double("l2", 0.01)),
        ["l2"] = c => new L2(c.Double("l2", 0.01)),
        ["orthogonal_regularizer"] = c => new OrthogonalRegularizer(c.Double("factor", 0.01), c.String("mode", "rows")),
    });

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Registry.Names;

    /// <summary>A regulariser by its Keras name, settings in brackets: <c>l2</c>, <c>l1_l2(l1=1e-5, l2=0.001)</c>.</summary>
    /// <param name="name">Its name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it has no such setting.</exception>
    public static Regularizer Named(string name) => Registry.Make(name);

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Regularizer?(string? name) => name is null ? null : Named(name);

    /// <summary>Writes the settings under Keras's names.</summary>
    public abstract Config GetConfig();

    /// <summary>The penalty on a weight.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="shape">Its shape.</param>
    public abstract double Value(ReadOnlySpan<float> weight, Shape shape);

    /// <summary>Adds the penalty's gradient to the weight's.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="gradient">Its gradient, to be added to.</param>
    /// <param name="shape">Their shape.</param>
    public abstract void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape);

    /// <summary>Throws where it cannot act on a weight of that shape.</summary>
    internal virtual void Check(string weight, Shape shape) { }

    /// <exception cref="ArgumentException">It could not be loaded.</exception>
    internal Config ToConfig()
    {
        Registry.CheckName(this, GetType().Name);
        return new Config().Set("class_name", GetType().Name).Set("config", GetConfig());
    }

    internal static Regularizer? From(Config? config) => Registry.From(config);

    internal static double AtLeast0(string kind, string what, double value) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentException($"{kind} got {what} {value} but it must be a finite number of at least 0. Try 0.01.");
}
