using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Keeps only the upper bits of the 8 of each value in training; does nothing at inference. Input and output (height, width,
/// channels).</summary>
/// <example><code>new RandomPosterization(4, valueRange: (0, 1))</code></example>
public sealed class RandomPosterization : Layer
{
    readonly int _least, _most;
    readonly (double Low, double High) _range;
    readonly int? _seed;

    /// <summary>As many bits in each image.</summary>
    /// <param name="factor">Bits that are kept, from 1 to 8.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the draws depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">The bits are beyond 1 to 8, or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomPosterization(int factor, (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : this((factor, factor), valueRange, seed, name) { }

    /// <summary>By numbers of bits from a range, each as likely.</summary>
    /// <param name="factor">The fewest and the most bits that are kept, from 1 to 8.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the draws depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">The bits are beyond 1 to 8, or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomPosterization((int Fewest, int Most) factor, (double Low, double High)? valueRange = null, int? seed = null,
        string? name = null)
        : base(name)
    {
        (_least, _most) = factor is { Fewest: >= 1, Most: <= 8 } && factor.Fewest <= factor.Most ? factor : throw new ArgumentException(
            $"RandomPosterization got the factor {factor} but takes bits from 1 to 8, the fewer first. Give a number such as 4.");
        (_range, _seed) = (ValueRange.Check(nameof(RandomPosterization), valueRange), seed);
    }

    internal static Layer From(Config c) => c.Doubles("factor") is [var fewest, var most]
        ? new RandomPosterization(((int)fewest, (int)most), ValueRange.From(c.Doubles("value_range")), c.IntOrNull("seed"))
        : throw new InvalidDataException(
            "A posterization's factor has not two numbers, but the fewest and the most bits are expected. Check the model's " +
            "configuration.");

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("factor", (double[])[_least, _most]).Set("value_range", (double[])[_range.Low, _range.High]).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("posterization", _seed, (in random, _, x, y) =>
            Colours.Posterize(x, y, _least + random.Below(0, _most - _least + 1), (float)_range.Low, (float)_range.High)), input);
    }
}
