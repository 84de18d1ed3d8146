using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Fades the colours of each image in training: y = x + f × (grey − x); does nothing at inference. Input and output (height,
/// width, channels).</summary>
/// <example><code>new RandomColorDegeneration(0.5, valueRange: (0, 1))</code></example>
public sealed class RandomColorDegeneration : ColorLayer
{
    /// <summary>By numbers from a range, each as likely.</summary>
    /// <param name="factor">The range of f: 0 leaves an image as it is, 1 makes it grey; one number is from 0 to it.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the numbers depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor is beyond [0, 1], or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomColorDegeneration(Factor factor, (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : base(nameof(RandomColorDegeneration), factor, valueRange, seed, name) { }

    private protected override string Word => "colour degeneration";

    internal static Layer From(Config c) => new RandomColorDegeneration(Factor.From(c.Doubles("factor")),
        ValueRange.From(c.Doubles("value_range")), c.IntOrNull("seed"));

    private protected override void Change(in Philox random, double factor, Shape image, ReadOnlySpan<float> x, Span<float> y) =>
        Colours.Fade(x, y, image[2], (float)factor, Low, High);
}
