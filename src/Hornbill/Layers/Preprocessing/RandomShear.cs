using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Shears each image in training: the pixel at (x, y) is read at (x + a y, b x + y), with a and b of the image's own, both in one
/// of two directions; does nothing at inference. Input and output (height, width, channels).</summary>
/// <remarks>Beyond the edges it fills in as <see cref="RandomRotation"/> does.</remarks>
/// <example><code>new RandomShear(0.2, 0.1)</code></example>
public sealed class RandomShear : Layer
{
    readonly Factor _x, _y;
    readonly int? _seed;
    readonly Beyond _beyond;

    /// <summary>By factors from ranges, each as likely.</summary>
    /// <param name="xFactor">The range of a, in [0, 1]; one number is from 0 to it. 0 by default.</param>
    /// <param name="yFactor">The range of b, likewise.</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="fillMode">"reflect", "wrap", "nearest" or "constant".</param>
    /// <param name="fillValue">The value that "constant" fills in.</param>
    /// <param name="seed">Given, the factors depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor is beyond [0, 1], or a name is not known.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomShear(Factor? xFactor = null, Factor? yFactor = null, string interpolation = "bilinear", string fillMode = "reflect",
        double fillValue = 0, int? seed = null, string? name = null)
        : base(name)
    {
        (_x, _y) = (ColorLayer.Share(nameof(RandomShear), xFactor ?? 0, "x factor"),
            ColorLayer.Share(nameof(RandomShear), yFactor ?? 0, "y factor"));
        (_seed, _beyond) = (seed, new(nameof(RandomShear), fillMode, interpolation, fillValue));
    }

    internal static Layer From(Config c) => new RandomShear(
        xFactor: Factor.From(c.Doubles("x_factor")), yFactor: Factor.From(c.Doubles("y_factor")),
        interpolation: c.String("interpolation"), fillMode: c.String("fill_mode"), fillValue: c.Double("fill_value"),
        seed: c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => _beyond.Set(new Config().Set("x_factor", _x.ToArray()).Set("y_factor", _y.ToArray()), _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new WarpOp("shear", _seed, Draw, _beyond.Outside), input);
    }

    AffineMap Draw(in Philox random, int height, int width)
    {
        var (a, b, inverted, _) = random.Units(0);
        var sign = inverted < 0.5 ? 1 : -1;
        return new(1, sign * _x.At(a), 0, sign * _y.At(b), 1, 0);
    }
}
