using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Stretches the values of each channel of each image over the whole range, in training and at inference: its least becomes the
/// lowest, its greatest the highest; a channel of one value stays. Input and output (height, width, channels). There is no
/// gradient.</summary>
/// <example><code>new AutoContrast((0, 1))</code></example>
/// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
/// <exception cref="ArgumentException">The value range is empty.</exception>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class AutoContrast((double Low, double High)? valueRange = null, string? name = null) : Layer(name)
{
    readonly (double Low, double High) _range = ValueRange.Check(nameof(AutoContrast), valueRange);

    internal static Layer From(Config c) => new AutoContrast(ValueRange.From(c.Doubles("value_range")));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("value_range", (double[])[_range.Low, _range.High]);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("contrast", null, (in _, image, x, y) =>
            Colours.Stretch(x, y, image[2], (float)_range.Low, (float)_range.High), always: true), input);
    }
}
