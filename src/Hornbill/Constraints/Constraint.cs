using System.Diagnostics.CodeAnalysis;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Constraints;

/// <summary>What a weight must be after each step of training.</summary>
/// <example><code>new Dense(64, kernelConstraint: new MaxNorm(3))</code></example>
public abstract class Constraint : IProjection
{
    /// <summary>The constraints by name, and from their settings: each has its line.</summary>
    static readonly Dictionary<string, (Func<Constraint> Make, string Kind, Func<Config, Constraint> From)> All = new()
    {
        ["max_norm"] = (() => new MaxNorm(), nameof(MaxNorm), c => new MaxNorm(c.Double("max_value"), c.Ints("axis"))),
        ["min_max_norm"] = (() => new MinMaxNorm(), nameof(MinMaxNorm),
                            c => new MinMaxNorm(c.Double("min_value"), c.Double("max_value"), c.Double("rate"), c.Ints("axis"))),
        ["non_neg"] = (() => new NonNeg(), nameof(NonNeg), _ => new NonNeg()),
        ["unit_norm"] = (() => new UnitNorm(), nameof(UnitNorm), c => new UnitNorm(c.Ints("axis"))),
    };

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>A constraint by its Keras name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Constraint Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.TryGetValue(name.ToLowerInvariant(), out var found) ? found.Make() : throw Choices.Unknown("constraint", name, All.Keys);
    }

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Constraint?(string? name) => name is null ? null : Named(name);

    /// <summary>Writes the settings under Keras's names.</summary>
    public abstract Config GetConfig();

    /// <summary>Brings a weight to what it must be.</summary>
    public abstract void Apply(Span<float> weight, Shape shape);

    /// <summary>Throws where it cannot act on a weight of that shape.</summary>
    internal virtual void Check(string weight, Shape shape) { }

    internal Config ToConfig() => new Config().Set("class_name", GetType().Name).Set("config", GetConfig());

    internal static Constraint? From(Config? config)
    {
        if (config is null) return null;
        var kind = config.String("class_name");
        var known = All.Values.FirstOrDefault(v => v.Kind == kind);
        return known.From is null ? throw Choices.Unknown("constraint", kind, All.Values.Select(v => v.Kind)) : known.From(config.ConfigOrNull("config") ?? new());
    }
}
