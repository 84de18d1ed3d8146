using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Images of another size, in training and at inference. Input (h, w, channels), output (height, width, channels).</summary>
/// <remarks>Centres of pixels lie at half numbers, and nothing is smoothed beforehand where an image becomes smaller ("area" takes means
/// over what a pixel covers). Cubic is Keys' kernel with a = −½; shares of pixels that do not exist are given to those that do.</remarks>
/// <example><code>new Resizing(32, 32)</code></example>
public sealed class Resizing : Layer
{
    readonly ImageSize _size;
    readonly string _interpolation;
    readonly bool _crop, _pad;
    readonly double _fillValue;

    /// <summary>To a height and width.</summary>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="interpolation">"bilinear", "nearest", "bicubic", "area", "lanczos3" or "lanczos5".</param>
    /// <param name="cropToAspectRatio">Whether the proportions are kept by cropping the longer side, as much on both ends.</param>
    /// <param name="padToAspectRatio">Whether the proportions are kept by padding the shorter side, as much on both ends.</param>
    /// <param name="fillMode">"constant".</param>
    /// <param name="fillValue">The value of the padding.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A size is out of range, a name is not known, or the image is both to be cropped and to be
    /// padded.</exception>
    public Resizing(int height, int width, string interpolation = "bilinear", bool cropToAspectRatio = false, bool padToAspectRatio = false,
                    string fillMode = "constant", double fillValue = 0, string? name = null)
        : base(name)
    {
        _size = new ImageSize(height, width).Checked(nameof(Resizing));
        _interpolation = Choices.Check("interpolation", interpolation, ResamplingAxis.Interpolations);
        (_crop, _pad) = (cropToAspectRatio, padToAspectRatio);
        if (_crop && _pad) throw new ArgumentException(
            "Resizing got both crop and pad to aspect ratio but takes only one of them. Set one to false.");
        Choices.Check("fill mode", fillMode, "constant");
        _fillValue = double.IsFinite(fillValue)
            ? fillValue
            : throw new ArgumentException($"Resizing got the fill value {fillValue} but needs a finite number. Give one such as 0.");
    }

    internal static Layer From(Config c) => new Resizing(
        height: c.Int("height"), width: c.Int("width"), interpolation: c.String("interpolation"),
        cropToAspectRatio: c.Bool("crop_to_aspect_ratio"), padToAspectRatio: c.Bool("pad_to_aspect_ratio"),
        fillMode: c.String("fill_mode"), fillValue: c.Double("fill_value"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("height", _size.Height).Set("width", _size.Width)
        .Set("interpolation", _interpolation)
        .Set("crop_to_aspect_ratio", _crop).Set("pad_to_aspect_ratio", _pad).Set("fill_mode", "constant").Set("fill_value", _fillValue);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var image = new ImageSize(input.Shape[0], input.Shape[1]);
        var taken = _crop ? image.Cropped(_size) : _pad ? image.Padded(_size) : image;
        return Node(ImageSize.Resample("resizing", _interpolation, image, taken, _size, _pad ? _fillValue : 0), input);
    }
}
