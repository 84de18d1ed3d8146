using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Inverts the values of some images in training: low + high − x; does nothing at inference. Input and output (height, width,
/// channels).</summary>
/// <example><code>new RandomInvert(0.3, valueRange: (0, 1))</code></example>
public sealed class RandomInvert : ColorLayer
{
    /// <summary>By numbers from a range, each as likely.</summary>
    /// <param name="factor">The lower and the upper probability, between which that of an image lies; one number is from 0 to it. 1 by
    /// default.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the numbers depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor is beyond [0, 1], or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomInvert(Factor? factor = null, (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : base(nameof(RandomInvert), factor ?? 1, valueRange, seed, name) { }

    private protected override string Word => "inversion";

    internal static Layer From(Config c) => new RandomInvert(Factor.From(c.Doubles("factor")), ValueRange.From(c.Doubles("value_range")),
        c.IntOrNull("seed"));

    private protected override void Change(in Philox random, double factor, Shape image, ReadOnlySpan<float> x, Span<float> y)
    {
        if (random.Units(1).A < factor) Colours.Invert(x, y, Low, High);
        else x.CopyTo(y);
    }
}
