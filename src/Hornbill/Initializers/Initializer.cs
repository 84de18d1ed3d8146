using System.Diagnostics.CodeAnalysis;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>Draws the first values of a weight from a seed, as Keras does.</summary>
/// <example><code>new Dense(10, kernelInitializer: new TruncatedNormal(stddev: 0.1))
/// new Dense(10, kernelInitializer: "truncated_normal(stddev=0.1)")</code></example>
public abstract class Initializer
{
    /// <summary>The initialisers by name: each has its line.</summary>
    internal static readonly Named<Initializer> Registry = new("initializer", new Dictionary<string, Func<Config, Initializer>>
    {
        ["constant"] = c => new Constant(c.Double("value", 0)),
        ["glorot_normal"] = c => new GlorotNormal(c.Seed()),
        ["glorot_uniform"] = c => new GlorotUniform(c.Seed()),
        ["he_normal"] = c => new HeNormal(c.Seed()),
        ["he_uniform"] = c => new HeUniform(c.Seed()),
        ["identity"] = c => new Identity(c.Double("gain", 1)),
        ["lecun_normal"] = c => new LecunNormal(c.Seed()),
        ["lecun_uniform"] = c => new LecunUniform(c.Seed()),
        ["ones"] = _ => new Ones(),
        ["orthogonal"] = c => new Orthogonal(c.Double("gain", 1), c.Seed()),
        ["random_normal"] = c => new RandomNormal(c.Double("mean", 0), c.Double("stddev", 0.05), c.Seed()),
        ["random_uniform"] = c => new RandomUniform(c.Double("minval", -0.05), c.Double("maxval", 0.05), c.Seed()),
        ["truncated_normal"] = c => new TruncatedNormal(c.Double("mean", 0), c.Double("stddev", 0.05), c.Seed()),
        ["variance_scaling"] = c => new VarianceScaling(c.Double("scale", 1), c.String("mode", "fan_in"),
            c.String("distribution", "truncated_normal"), c.Seed()),
        ["zeros"] = _ => new Zeros(),
    }, new Dictionary<string, string>
    {
        ["identity_initializer"] = "identity",
        ["normal"] = "random_normal",
        ["one"] = "ones",
        ["orthogonal_initializer"] = "orthogonal",
        ["uniform"] = "random_uniform",
        ["zero"] = "zeros",
    });

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Registry.Names;

    /// <summary>Its Keras name, with those settings that differ from their defaults: <c>truncated_normal(stddev=0.1)</c>.
    /// <see cref="Named"/> makes of it the same again.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Writes the settings of one of your own, of which <c>customObjects</c> make it again; the built-in ones have theirs in their
    /// name.</summary>
    public virtual Config GetConfig() => new();

    /// <summary>As a file holds it.</summary>
    /// <exception cref="ArgumentException">It could not be loaded.</exception>
    internal string Saved() => Registry.Write(this, Name, GetConfig());

    /// <summary>An initialiser by its Keras name, settings in brackets: <c>he_normal</c>, <c>random_uniform(minval=-1,
    /// maxval=1)</c>.</summary>
    /// <param name="name">Its name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it has no such setting.</exception>
    public static Initializer Named(string name) => Registry.Make(name);

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Initializer?(string? name) => name is null ? null : Named(name);

    /// <summary>Fills a weight of the given shape. The same seed gives the same values, on every machine; one that was made with a seed of
    /// its own takes that instead.</summary>
    /// <param name="values">The weight, to be filled.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="seed">What it is drawn from.</param>
    public abstract void Fill(Span<float> values, Shape shape, ulong seed);

    /// <summary>Inputs and outputs that a weight connects: of a matrix its sides, of a kernel its channels times its window.</summary>
    /// <param name="shape">The weight's.</param>
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
        : throw new ArgumentException(
            $"{initializer} got {setting} {value} but needs a finite number of at least 0. Give one, such as 0.05.");
}
