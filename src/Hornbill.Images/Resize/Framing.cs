namespace Hornbill.Images;

/// <summary>Cuts an image, or pads it, to the shape of a size, as Keras's <c>crop_to_aspect_ratio</c> and
/// <c>pad_to_aspect_ratio</c>.</summary>
static class Framing
{
    public static Image Fit(Image image, ImageSize size, ImageScaling scaling)
    {
        if (scaling.Fit == "stretch") return image;
        // What the other side would be, were the image as wide or as high as it is.
        var (width, height) = (Like(image.Height, size.Width, size.Height), Like(image.Width, size.Height, size.Width));
        return scaling.Fit == "crop"
            ? Cut(image, Math.Max(1, Math.Min(image.Width, width)), Math.Max(1, Math.Min(image.Height, height)))
            : Pad(image, Math.Max(image.Width, width), Math.Max(image.Height, height), scaling.PadValue);
    }

    /// <summary>The size at which an image just covers another size.</summary>
    public static ImageSize Covering(Image image, ImageSize size) =>
        (long)image.Width * size.Height >= (long)image.Height * size.Width
            ? new(size.Height, Math.Max(size.Width, Like(image.Width, size.Height, image.Height)))
            : new(Math.Max(size.Height, Like(image.Height, size.Width, image.Width)), size.Width);

    static int Like(int side, int wanted, int other) => (int)Math.Min(int.MaxValue, (long)side * wanted / other);

    static Image Cut(Image image, int width, int height)
    {
        if (width == image.Width && height == image.Height) return image;
        var (left, top) = ((image.Width - width) / 2, (image.Height - height) / 2);
        var part = new Image(width, height, image.Channels);
        for (var y = 0; y < height; y++) Row(image, top + y).Slice(left * image.Channels, width * image.Channels).CopyTo(Row(part, y));
        return part;
    }

    static Image Pad(Image image, int width, int height, byte value)
    {
        if (width == image.Width && height == image.Height) return image;
        if ((long)width * height * image.Channels > Array.MaxLength)
            throw new ArgumentException(
                $"An image of {image.Width} × {image.Height} would be padded to {width} × {height}, but that is more than memory holds. " +
                $"Use another fit.");
        var (left, top) = ((width - image.Width) / 2, (height - image.Height) / 2);
        var whole = new Image(width, height, image.Channels);
        whole.Pixels.AsSpan().Fill(value);
        for (var y = 0; y < image.Height; y++) Row(image, y).CopyTo(Row(whole, top + y)[(left * image.Channels)..]);
        return whole;
    }

    static Span<byte> Row(Image image, int y) => image.Pixels.AsSpan(y * image.Width * image.Channels, image.Width * image.Channels);
}
