using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Turns the hue of each image in training, in either direction; does nothing at inference. Input and output (height, width,
/// 3).</summary>
/// <example><code>new RandomHue(0.2, valueRange: (0, 1))</code></example>
public sealed class RandomHue : ColorLayer
{
    /// <summary>By numbers from a range, each as likely.</summary>
    /// <param name="factor">The range of the turn: 0 is none, 1 half of the circle; one number is from 0 to it.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the numbers depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor is beyond [0, 1], or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomHue(Factor factor, (double Low, double High)? valueRange = null, int? seed = null, string? name = null)
        : base(nameof(RandomHue), factor, valueRange, seed, name) { }

    private protected override string Word => "hue";

    internal static Layer From(Config c) => new RandomHue(Factor.From(c.Doubles("factor")), ValueRange.From(c.Doubles("value_range")),
        c.IntOrNull("seed"));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        NeedColour(nameof(RandomHue), input.Shape);
        return base.Build(input);
    }

    private protected override void Change(in Philox random, double factor, Shape image, ReadOnlySpan<float> x, Span<float> y) =>
        Colours.Tint(x, y, (random.Units(1).A < 0.5 ? -0.5 : 0.5) * factor, 1, Low, High);
}
