using System.Diagnostics.CodeAnalysis;
using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>Draws the first values of a weight from a seed, as Keras does.</summary>
/// <example><code>new Dense(10, kernelInitializer: new TruncatedNormal(stddev: 0.1))
/// new Dense(10, kernelInitializer: "truncated_normal(stddev=0.1)")</code></example>
public abstract class Initializer
{
    /// <summary>The initialisers by name: each has its line.</summary>
    static readonly Dictionary<string, Func<Settings, Initializer>> All = new()
    {
        ["constant"] = s => new Constant(s.Number("value", 0)),
        ["glorot_normal"] = s => new GlorotNormal(s.Seed()),
        ["glorot_uniform"] = s => new GlorotUniform(s.Seed()),
        ["he_normal"] = s => new HeNormal(s.Seed()),
        ["he_uniform"] = s => new HeUniform(s.Seed()),
        ["identity"] = s => new Identity(s.Number("gain", 1)),
        ["lecun_normal"] = s => new LecunNormal(s.Seed()),
        ["lecun_uniform"] = s => new LecunUniform(s.Seed()),
        ["ones"] = _ => new Ones(),
        ["orthogonal"] = s => new Orthogonal(s.Number("gain", 1), s.Seed()),
        ["random_normal"] = s => new RandomNormal(s.Number("mean", 0), s.Number("stddev", 0.05), s.Seed()),
        ["random_uniform"] = s => new RandomUniform(s.Number("minval", -0.05), s.Number("maxval", 0.05), s.Seed()),
        ["truncated_normal"] = s => new TruncatedNormal(s.Number("mean", 0), s.Number("stddev", 0.05), s.Seed()),
        ["variance_scaling"] = s => new VarianceScaling(s.Number("scale", 1), s.Text("mode", "fan_in"), s.Text("distribution", "truncated_normal"), s.Seed()),
        ["zeros"] = _ => new Zeros(),
    };

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Its Keras name, with those settings that differ from their defaults: <c>truncated_normal(stddev=0.1)</c>. <see cref="Named"/> makes of it the
    /// same again.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>An initialiser by its Keras name, settings in brackets: <c>he_normal</c>, <c>random_uniform(minval=-1, maxval=1)</c>.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or it has no such setting.</exception>
    public static Initializer Named(string name) => Settings.Make("initializer", name, All);

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Initializer?(string? name) => name is null ? null : Named(name);

    /// <summary>Fills a weight of the given shape. The same seed gives the same values, on every machine; one that was made with a seed of its own
    /// takes that instead.</summary>
    public abstract void Fill(Span<float> values, Shape shape, ulong seed);

    /// <summary>Inputs and outputs that a weight connects: of a matrix its sides, of a kernel its channels times its window.</summary>
    protected static (double In, double Out) Fans(Shape shape)
    {
        if (shape.Rank == 0) return (1, 1);
        if (shape.Rank == 1) return (shape[0], shape[0]);
        var window = shape.Take(shape.Rank - 2).Aggregate(1.0, (a, d) => a * d);
        return (window * shape[^2], window * shape[^1]);
    }

    private protected static double Finite(double value, string initializer, string setting) => double.IsFinite(value)
        ? value
        : throw new ArgumentException($"{initializer} got {setting} {value} but needs a finite number. Give one.");

    private protected static double Deviation(double value, string initializer, string setting) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentException($"{initializer} got {setting} {value} but needs a finite number of at least 0. Give one, such as 0.05.");
}
