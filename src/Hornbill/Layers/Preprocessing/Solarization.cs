using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Inverts in each image, in training, what is at least a threshold: low + high − v for v = x + an addition; does nothing at
/// inference. Input and output (height, width, channels).</summary>
/// <example><code>new Solarization(0.1, 0.5, valueRange: (0, 1))</code></example>
public sealed class Solarization : Layer
{
    readonly Factor _addition, _threshold;
    readonly (double Low, double High) _range;
    readonly int? _seed;

    /// <summary>By additions and thresholds from ranges, each as likely.</summary>
    /// <param name="additionFactor">The range of the addition, as a share of the value range; one number is from 0 to it. None by
    /// default.</param>
    /// <param name="thresholdFactor">The range of the threshold, likewise; 0 by default, so that all is inverted.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the numbers depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor is beyond [0, 1], or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public Solarization(Factor? additionFactor = null, Factor? thresholdFactor = null, (double Low, double High)? valueRange = null,
        int? seed = null, string? name = null)
        : base(name)
    {
        _addition = ColorLayer.Share(nameof(Solarization), additionFactor ?? 0, "addition factor");
        _threshold = ColorLayer.Share(nameof(Solarization), thresholdFactor ?? 0, "threshold factor");
        (_range, _seed) = (ValueRange.Check(nameof(Solarization), valueRange), seed);
    }

    internal static Layer From(Config c) => new Solarization(
        additionFactor: Factor.From(c.Doubles("addition_factor")), thresholdFactor: Factor.From(c.Doubles("threshold_factor")),
        valueRange: ValueRange.From(c.Doubles("value_range")), seed: c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("addition_factor", _addition.ToArray())
        .Set("threshold_factor", _threshold.ToArray())
        .Set("value_range", (double[])[_range.Low, _range.High]).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var (low, high) = ((float)_range.Low, (float)_range.High);
        return Node(new ImageOp("solarization", _seed, (in random, _, x, y) =>
        {
            var (addition, threshold, _, _) = random.Units(0);
            Colours.Solarize(x, y, (high - low) * (float)_addition.At(addition), low + ((high - low) * (float)_threshold.At(threshold)),
                low, high);
        }), input);
    }
}
