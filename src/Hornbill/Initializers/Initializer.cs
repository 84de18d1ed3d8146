using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>Draws the first values of a weight from a seed, as Keras does: uniform or normal, scaled by the weight's fans.</summary>
public abstract class Initializer
{
    /// <summary>The initialisers by name: each has its line.</summary>
    static readonly Dictionary<string, Func<Initializer>> All = new()
    {
        ["glorot_uniform"] = () => new GlorotUniform(),
        ["he_normal"] = () => new HeNormal(),
        ["zeros"] = () => new Zeros(),
    };

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Its Keras name.</summary>
    public abstract string Name { get; }

    /// <summary>An initialiser by its Keras name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Initializer Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.TryGetValue(name.ToLowerInvariant(), out var make) ? make() : throw Choices.Unknown("initializer", name, All.Keys);
    }

    /// <summary>Fills a weight of the given shape. The same seed gives the same values, on every machine.</summary>
    public abstract void Fill(Span<float> values, Shape shape, ulong seed);

    /// <summary>Inputs and outputs that a weight connects: of a matrix its sides, of a kernel its channels times its window.</summary>
    protected static (double In, double Out) Fans(Shape shape)
    {
        if (shape.Rank == 1) return (shape[0], shape[0]);
        var window = shape.Take(shape.Rank - 2).Aggregate(1.0, (a, d) => a * d);
        return (window * shape[^2], window * shape[^1]);
    }

    /// <summary>Values in [−limit, limit).</summary>
    protected static void Uniform(Span<float> values, double limit, ulong seed)
    {
        var random = new Philox(seed, Purpose.Initialize);
        for (var i = 0; i < values.Length; i++)
        {
            random.Next((ulong)i, out var word, out _, out _, out _);
            values[i] = (float)(((2.0 * Philox.Unit(word)) - 1) * limit);
        }
    }

    /// <summary>Normal values of which those beyond two deviations are drawn again, so that the result has the deviation wanted.</summary>
    protected static void TruncatedNormal(Span<float> values, double deviation, ulong seed)
    {
        // The deviation of a normal distribution cut at ±2.
        const double Cut = 0.87962566103423978;
        for (var i = 0; i < values.Length; i++)
        {
            double z;
            var (random, draw) = (new Philox(seed, Purpose.Initialize, (uint)i), 0ul);
            do z = Normal(random, ref draw);
            while (Math.Abs(z) > 2);
            values[i] = (float)(z * deviation / Cut);
        }
    }

    // Marsaglia's polar method.
    static double Normal(in Philox random, ref ulong draw)
    {
        while (true)
        {
            random.Next(draw++, out var a, out var b, out _, out _);
            double u = (2.0 * (a + 0.5) / 4294967296.0) - 1, v = (2.0 * (b + 0.5) / 4294967296.0) - 1;
            var s = (u * u) + (v * v);
            if (s is < 1 and > 0) return u * Math.Sqrt(-2 * Exponential.Log((float)s) / s);
        }
    }
}

/// <summary>An initialiser, given as itself or by its name.</summary>
/// <param name="Initializer">The initialiser.</param>
public sealed record InitializerChoice(Initializer Initializer)
{
    /// <summary>By name.</summary>
    public static implicit operator InitializerChoice(string name) => new(Initializer.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator InitializerChoice(Initializer initializer) => new(initializer);
}
