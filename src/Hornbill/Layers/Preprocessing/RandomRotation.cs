using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Turns each image about its centre by an angle of its own in training; does nothing at inference. Input and output (height,
/// width, channels).</summary>
/// <remarks>What comes from beyond the edges is, for a row a b c d: <c>reflect</c> d c b a | a b c d | d c b a, <c>wrap</c> a b c d | a b c
/// d | a b c d, <c>nearest</c> a a a a | a b c d | d d d d, <c>constant</c> k k k k | a b c d | k k k k with the fill value k. Between
/// pixels, and between a pixel and what lies beyond it, values are interpolated. SciPy calls these reflect, grid-wrap, nearest and
/// grid-constant.</remarks>
/// <example><code>new RandomRotation(0.02)</code></example>
public sealed class RandomRotation : Layer
{
    readonly Factor _factor;
    readonly int? _seed;
    readonly Beyond _beyond;

    /// <summary>By angles from a range, each as likely.</summary>
    /// <param name="factor">Fractions of a whole turn, 2π: 0.1 is from −36° to 36°. Positive ones turn counter-clockwise.</param>
    /// <param name="fillMode">"reflect", "wrap", "nearest" or "constant".</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="seed">Given, the angles depend on it instead of on the run's seed and the layer's name.</param>
    /// <param name="fillValue">The value that "constant" fills in.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A factor is beyond [−1, 1], or a name is not known.</exception>
    public RandomRotation(Factor factor, string fillMode = "reflect", string interpolation = "bilinear", int? seed = null,
        double fillValue = 0, string? name = null)
        : base(name)
    {
        if (Math.Max(Math.Abs(factor.Lower), Math.Abs(factor.Upper)) is > 1 and <= 360 and var degrees)
            throw new ArgumentException(
                $"RandomRotation got the factor {degrees} but needs shares of a whole turn, from -1 to 1, not degrees. Give {degrees} / " +
                $"360.0.");
        _factor = factor.Checked(nameof(RandomRotation));
        (_seed, _beyond) = (seed, new(nameof(RandomRotation), fillMode, interpolation, fillValue));
    }

    internal static Layer From(Config c) => new RandomRotation(
        factor: Factor.From(c.Doubles("factor")), fillMode: c.String("fill_mode"), interpolation: c.String("interpolation"),
        seed: c.IntOrNull("seed"), fillValue: c.Double("fill_value"));

    /// <inheritdoc/>
    public override Config GetConfig() => _beyond.Set(new Config().Set("factor", _factor.ToArray()), _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new WarpOp("rotation", _seed, Draw, _beyond.Outside), input);
    }

    AffineMap Draw(in Philox random, int height, int width) => AffineMap.Rotation(height, width, _factor.At(random.Units(0).A));
}
