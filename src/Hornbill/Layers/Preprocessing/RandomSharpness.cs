using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Blurs or sharpens each image in training, by x + (1 − 2f) × (smooth − x) with the mean of the nine pixels around; does nothing
/// at inference. Input and output (height, width, channels).</summary>
/// <example><code>new RandomSharpness((0.3, 0.9), valueRange: (0, 1))</code></example>
public sealed class RandomSharpness : ColorLayer
{
    /// <summary>By numbers from a range, each as likely.</summary>
    /// <param name="factor">The range of f: 0 blurs, ½ leaves an image as it is, 1 sharpens; one number is from 0 to it.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the numbers depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor is beyond [0, 1], or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomSharpness(Factor factor, (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : base(nameof(RandomSharpness), factor, valueRange, seed, name) { }

    private protected override string Word => "sharpness";

    internal static Layer From(Config c) => new RandomSharpness(Factor.From(c.Doubles("factor")), ValueRange.From(c.Doubles("value_range")),
        c.IntOrNull("seed"));

    private protected override void Change(in Philox random, double factor, Shape image, ReadOnlySpan<float> x, Span<float> y) =>
        Colours.Soften(x, y, image[0], image[1], image[2], (float)(1 - (2 * factor)), Low, High);
}
