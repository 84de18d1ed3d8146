using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The middle of images, in training and at inference. An image that is smaller on a side is instead cropped to the proportions
/// wanted and resized, bilinearly. Input (h, w, channels), output (height, width, channels).</summary>
/// <example><code>new CenterCrop(224, 224)</code></example>
/// <param name="height">Rows of the output.</param>
/// <param name="width">Columns of the output.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class CenterCrop(int height, int width, string? name = null) : Layer(name)
{
    readonly ImageSize _size = new ImageSize(height, width).Checked(nameof(CenterCrop));

    internal static Layer From(Config c) => new CenterCrop(c.Int("height"), c.Int("width"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("height", _size.Height).Set("width", _size.Width);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var image = new ImageSize(input.Shape[0], input.Shape[1]);
        var fits = image.Height >= _size.Height && image.Width >= _size.Width;
        return Node(fits ? ImageSize.Resample("crop", "nearest", image, _size, _size, 0)
                         : ImageSize.Resample("crop + resizing", "bilinear", image, image.Cropped(_size), _size, 0), input);
    }
}
