using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Spreads the levels of each channel of each image by its histogram, in training and at inference. Input and output (height,
/// width, channels).</summary>
/// <remarks>With C(x) pixels up to the bin of x and C₀ in the lowest one, y = round(255 (C(x) − C₀) / (n − C₀)) / 255 of the range. There
/// is no gradient.</remarks>
/// <example><code>new Equalization((0, 1))</code></example>
public sealed class Equalization : Layer
{
    readonly (double Low, double High) _range;
    readonly int _bins;

    /// <summary>Of images with values in a range.</summary>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="bins">Bins of the histogram; 256 by default.</param>
    /// <exception cref="ArgumentException">The value range is empty, or there are fewer than two bins.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public Equalization((double Low, double High)? valueRange = null, int bins = 256, string? name = null)
        : base(name)
    {
        _range = ValueRange.Check(nameof(Equalization), valueRange);
        _bins = bins is >= 2 and <= 65536 ? bins
            : throw new ArgumentException($"Equalization got {bins} bins but needs 2 to 65536. Give a number such as 256.");
    }

    internal static Layer From(Config c) => new Equalization(ValueRange.From(c.Doubles("value_range")), c.Int("bins"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("value_range", (double[])[_range.Low, _range.High]).Set("bins", _bins);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("equalization", null, (in _, image, x, y) =>
            Colours.Equalize(x, y, image[2], _bins, (float)_range.Low, (float)_range.High), always: true), input);
    }
}
