using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Changes the brightness of each image in training: y = x + δ × (high − low) for all its values, clipped to the value range, with
/// a δ of the image's own; does nothing at inference. Input and output (height, width, channels).</summary>
/// <example><code>new RandomBrightness(0.2, valueRange: (0, 1))</code></example>
public sealed class RandomBrightness : Layer
{
    readonly Factor _factor;
    readonly (double Low, double High) _range;
    readonly int? _seed;

    /// <summary>By fractions of the value range, each as likely.</summary>
    /// <param name="factor">The lower and the upper δ: −1 is black, 1 is white; one number for both directions.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the fractions depend on it instead of on the run's seed and the layer's name.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A factor is beyond [−1, 1], or the value range is empty.</exception>
    public RandomBrightness(Factor factor, (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : base(name) =>
        (_factor, _range, _seed) = (factor.Checked(nameof(RandomBrightness)), ValueRange.Check(nameof(RandomBrightness), valueRange), seed);

    internal static Layer From(Config c) =>
        new RandomBrightness(Factor.From(c.Doubles("factor")), ValueRange.From(c.Doubles("value_range")), c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("factor", _factor.ToArray()).Set("value_range", (double[])[_range.Low, _range.High]).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ContrastOp("brightness", _seed, (in random) =>
            (1, _factor.At(random.Units(0).A) * (_range.High - _range.Low)), _range), input);
    }
}
