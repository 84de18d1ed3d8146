using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Changes the contrast of each image in training: y = (x − mean) × f + mean for each channel with its mean over the image,
/// clipped to the value range, with a factor f of the image's own; does nothing at inference. Input and output (height, width,
/// channels).</summary>
/// <example><code>new RandomContrast(0.2, valueRange: (0, 1))</code></example>
public sealed class RandomContrast : Layer
{
    readonly Factor _factor;
    readonly (double Low, double High) _range;
    readonly int? _seed;

    /// <summary>By factors from 1 − lower to 1 + upper, each as likely.</summary>
    /// <param name="factor">The lower and the upper fraction; one number f is for both, as Keras documents it: from 1 − f to 1 + f.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the factors depend on it instead of on the run's seed and the layer's name.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A factor is beyond [−1, 1], or the upper one below 0, or the value range is empty.</exception>
    public RandomContrast(Factor factor, (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : base(name)
    {
        factor.Checked(nameof(RandomContrast));
        if (factor.Upper < 0)
            throw new ArgumentException(
                $"RandomContrast got the factor {factor} but its upper end must lie in [0, 1]. Give a number such as 0.2, or two.");
        (_factor, _range, _seed) = (factor, ValueRange.Check(nameof(RandomContrast), valueRange), seed);
    }

    internal static Layer From(Config c) => new RandomContrast(Factor.From(c.Doubles("factor")), ValueRange.From(c.Doubles("value_range")),
        c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("factor", _factor.ToArray()).Set("value_range", (double[])[_range.Low, _range.High]).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        // One number f stands for −f and f.
        var factors = new Factor(1 - Math.Abs(_factor.Lower), 1 + _factor.Upper);
        return Node(new ContrastOp("contrast", _seed, (in random) => (factors.At(random.Units(0).A), 0), _range), input);
    }
}
