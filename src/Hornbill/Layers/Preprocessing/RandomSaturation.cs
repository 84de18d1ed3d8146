using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Changes the saturation of each image in training; does nothing at inference. Input and output (height, width, 3).</summary>
/// <example><code>new RandomSaturation((0.3, 0.7), valueRange: (0, 1))</code></example>
public sealed class RandomSaturation : ColorLayer
{
    /// <summary>By numbers from a range, each as likely.</summary>
    /// <param name="factor">The range: 0 makes an image grey, ½ leaves it as it is, 1 makes it as colourful as can be: saturation × f / (1
    /// − f); one number is from 0 to it.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the numbers depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor is beyond [0, 1], or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomSaturation(Factor factor, (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : base(nameof(RandomSaturation), factor, valueRange, seed, name) { }

    private protected override string Word => "saturation";

    internal static Layer From(Config c) => new RandomSaturation(Factor.From(c.Doubles("factor")),
        ValueRange.From(c.Doubles("value_range")), c.IntOrNull("seed"));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        NeedColour(nameof(RandomSaturation), input.Shape);
        return base.Build(input);
    }

    private protected override void Change(in Philox random, double factor, Shape image, ReadOnlySpan<float> x, Span<float> y) =>
        Colours.Tint(x, y, 0, factor / (1 - factor + 1e-7), Low, High);
}
