using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Replaces a rectangle of each image in training, at a place of its own, by noise or by a value; does nothing at inference. Input
/// and output (height, width, channels). (Zhong et al., 2017)</summary>
/// <remarks>The rectangle's height and width are √s of the image's, with an s for each. Noise is normal, of mean 0 and deviation high,
/// clipped to the value range [low, high]: a number for each element.</remarks>
/// <example><code>new RandomErasing(0.5, fillValue: 0)</code></example>
public sealed class RandomErasing : Layer
{
    readonly Factor _factor, _scale;
    readonly double? _fillValue;
    readonly (double Low, double High) _range;
    readonly int? _seed;

    /// <summary>With a probability from a range.</summary>
    /// <param name="factor">The lower and the upper probability, between which that of an image lies; one number is from 0 to it. 1 by
    /// default.</param>
    /// <param name="scale">The least and the greatest s; (0.02, 0.33) by default.</param>
    /// <param name="fillValue">What the rectangle is filled with; noise where it is not given. It is clipped to the value range.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the rectangles depend on it instead of on the run's seed and the layer's name.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A factor or scale is beyond [0, 1], or the value range is empty.</exception>
    public RandomErasing(Factor? factor = null, Factor? scale = null, double? fillValue = null,
        (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : base(name)
    {
        (_factor, _scale) = (Positive(factor ?? 1, "factor"), Positive(scale ?? (0.02, 0.33), "scale"));
        (_fillValue, _range, _seed) = (fillValue, ValueRange.Check(nameof(RandomErasing), valueRange), seed);
        if (fillValue is { } value && !double.IsFinite(value))
            throw new ArgumentException(
                $"RandomErasing got the fill value {value} but needs a finite number. Give one such as 0, or none for noise.");
    }

    internal static Layer From(Config c) => new RandomErasing(
        factor: Factor.From(c.Doubles("factor")), scale: Factor.From(c.Doubles("scale")), fillValue: c.DoubleOrNull("fill_value"),
        valueRange: ValueRange.From(c.Doubles("value_range")), seed: c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("factor", _factor.ToArray()).Set("scale", _scale.ToArray())
        .Set("fill_value", _fillValue)
        .Set("value_range", (double[])[_range.Low, _range.High]).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new EraseOp(_seed, (_factor.Lower, _factor.Upper), (_scale.Lower, _scale.Upper), _fillValue, _range), input);
    }

    // One number f stands for −f and f.
    static Factor Positive(Factor f, string what) =>
        f.Checked(nameof(RandomErasing), what) with { Lower = Math.Max(0, Math.Min(f.Lower, f.Upper)) };
}
