using System.Diagnostics.CodeAnalysis;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Constraints;

/// <summary>What a weight must be after each step of training.</summary>
/// <example><code>new Dense(64, kernelConstraint: new MaxNorm(3))</code></example>
public abstract class Constraint : IProjection
{
    /// <summary>The constraints by name: each has its line.</summary>
    internal static readonly Named<Constraint> Registry = new("constraint", new Dictionary<string, Func<Config, Constraint>>
    {
        ["max_norm"] = c => new MaxNorm(c.Double("max_value", 2), c.IntsOrNull("axis") ?? []),
        ["min_max_norm"] = c => new MinMaxNorm(c.Double("min_value", 0), c.Double("max_value", 1), c.Double("rate", 1), c.IntsOrNull("axis")
            ?? []),
        ["non_neg"] = _ => new NonNeg(),
        ["unit_norm"] = c => new UnitNorm(c.IntsOrNull("axis") ?? []),
    });

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Registry.Names;

    /// <summary>A constraint by its Keras name, settings in brackets: <c>max_norm(max_value=3)</c>.</summary>
    /// <param name="name">Its name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Constraint Named(string name) => Registry.Make(name);

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Constraint?(string? name) => name is null ? null : Named(name);

    /// <summary>Writes the settings under Keras's names.</summary>
    public abstract Config GetConfig();

    /// <summary>Brings a weight to what it must be.</summary>
    /// <param name="weight">The weight, to be changed in place.</param>
    /// <param name="shape">Its shape.</param>
    public abstract void Apply(Span<float> weight, Shape shape);

    /// <summary>Throws where it cannot act on a weight of that shape.</summary>
    internal virtual void Check(string weight, Shape shape) { }

    /// <exception cref="ArgumentException">It could not be loaded.</exception>
    internal Config ToConfig()
    {
        Registry.CheckName(this, GetType().Name);
        return new Config().Set("class_name", GetType().Name).Set("config", GetConfig());
    }

    internal static Constraint? From(Config? config) => Registry.From(config);
}
