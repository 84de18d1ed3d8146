using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Shows each image in training as if it were looked at from the side: its corners are moved inwards by distances of their own;
/// does nothing at inference. Input and output (height, width, channels). There is no gradient.</summary>
/// <example><code>new RandomPerspective(0.5, scale: 0.3)</code></example>
public sealed class RandomPerspective : Layer
{
    readonly Factor _factor;
    readonly double _scale;
    readonly Beyond _beyond;
    readonly int? _seed;

    /// <summary>With a probability from a range.</summary>
    /// <param name="factor">The lower and the upper probability, between which that of an image lies; one number is from 0 to it. 1 by
    /// default.</param>
    /// <param name="scale">How far corners move at most, as a share of half of a side; 0.3 by default.</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="fillValue">The value of what lies beyond the image.</param>
    /// <param name="seed">Given, the corners depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a name is not known.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomPerspective(Factor? factor = null, double scale = 0.3, string interpolation = "bilinear", double fillValue = 0,
        int? seed = null, string? name = null)
        : base(name)
    {
        _factor = ColorLayer.Share(nameof(RandomPerspective), factor ?? 1);
        _scale = scale is >= 0 and < 1 ? scale : throw new ArgumentException(
            $"RandomPerspective got the scale {scale} but it must be at least 0 and below 1. Give one such as 0.3.");
        (_beyond, _seed) = (new(nameof(RandomPerspective), "constant", interpolation, fillValue), seed);
    }

    internal static Layer From(Config c) => new RandomPerspective(
        factor: Factor.From(c.Doubles("factor")), scale: c.Double("scale"), interpolation: c.String("interpolation"),
        fillValue: c.Double("fill_value"), seed: c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => _beyond.Set(new Config().Set("factor", _factor.ToArray()).Set("scale", _scale), _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("perspective", _seed, Change), input);
    }

    void Change(in Philox random, Shape image, ReadOnlySpan<float> x, Span<float> y)
    {
        var (probability, drawn, _, _) = random.Units(0);
        if (drawn >= _factor.At(probability))
        {
            x.CopyTo(y);
            return;
        }
        double right = image[1] - 1, bottom = image[0] - 1;
        var ((a, b, c, d), (e, f, g, h)) = (random.Units(1), random.Units(2));
        var (across, down) = (_scale * right / 2, _scale * bottom / 2);
        // Where the corners of the image come to lie.
        var map = Projection3.Of([(0, 0), (right, 0), (right, bottom), (0, bottom)],
                                 [(a * across, b * down), (right - (c * across), d * down), (right - (e * across), bottom - (f * down)),
                                     (g * across, bottom - (h * down))]);
        Remapping.Run(x, y, image[0], image[1], image[2], _beyond.Outside.Fill, (float)_beyond.FillValue, _beyond.Outside.Bilinear, map.At);
    }
}
