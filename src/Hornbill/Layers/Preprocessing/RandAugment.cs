using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Changes each image in training by some operations drawn at random, all of one strength (Cubuk et al., 2019): shear, shift,
/// rotation, posterization, solarization, auto contrast, equalization, brightness, colour, contrast, sharpness, or nothing. Does nothing at
/// inference. Input and output (height, width, channels).</summary>
/// <remarks>The operations and their ranges are those of the paper as torchvision has them. There is no gradient.</remarks>
/// <example><code>new RandAugment((0, 1), numOps: 2, magnitude: 9)</code></example>
public sealed class RandAugment : Layer
{
    readonly (double Low, double High) _range;
    readonly int _operations, _magnitude, _bins;
    readonly string _interpolation;
    readonly int? _seed;

    /// <summary>With a number of operations and a strength.</summary>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="numOps">Operations for each image, one after the other; 2 by default.</param>
    /// <param name="magnitude">The strength, from 0 to <paramref name="numMagnitudeBins"/> − 1; 9 by default.</param>
    /// <param name="numMagnitudeBins">Steps of strength; 31 by default.</param>
    /// <param name="interpolation">"nearest" or "bilinear".</param>
    /// <param name="seed">Given, the draws depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a name is not known.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandAugment((double Low, double High)? valueRange = null, int numOps = 2, int magnitude = 9, int numMagnitudeBins = 31,
        string interpolation = "nearest",
                       int? seed = null, string? name = null)
        : base(name)
    {
        (_range, _seed) = (ValueRange.Check(nameof(RandAugment), valueRange), seed);
        _interpolation = Choices.Check("interpolation", interpolation, "nearest", "bilinear");
        (_operations, _magnitude, _bins) = numOps is >= 0 and <= 100 && numMagnitudeBins >= 2 && magnitude >= 0
            && magnitude < numMagnitudeBins
            ? (numOps, magnitude, numMagnitudeBins)
            : throw new ArgumentException(
                $"RandAugment got {numOps} operations of magnitude {magnitude} of {numMagnitudeBins} but needs up to 100 operations and " +
                $"a magnitude below " +
                                          "the number of bins. Give such as 2, 9, 31.");
    }

    internal static Layer From(Config c) => new RandAugment(
        valueRange: ValueRange.From(c.Doubles("value_range")), numOps: c.Int("num_ops"), magnitude: c.Int("magnitude"),
        numMagnitudeBins: c.Int("num_magnitude_bins"), interpolation: c.String("interpolation"), seed: c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("value_range", (double[])[_range.Low, _range.High]).Set("num_ops", _operations)
        .Set("magnitude", _magnitude)
        .Set("num_magnitude_bins", _bins).Set("interpolation", _interpolation).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("policy", _seed, Change), input);
    }

    void Change(in Philox random, Shape image, ReadOnlySpan<float> x, Span<float> y)
    {
        var policy = new ImagePolicy(_range, _interpolation == "bilinear");
        x.CopyTo(y);
        var before = new float[x.Length];
        for (var i = 0; i < _operations; i++)
        {
            y.CopyTo(before);
            var (operation, sign, _, _) = random.Units((ulong)i);
            policy.Apply((int)(operation * ImagePolicy.All), (double)_magnitude / (_bins - 1), sign < 0.5 ? -1 : 1, image, before, y);
        }
    }
}
