namespace Hornbill.Images;

/// <summary>Reads JPEG: baseline, extended and progressive, 8 bits, Huffman-coded; grey, YCbCr, RGB, CMYK and YCCK. The pixels are those of
/// libjpeg-turbo with its defaults: exact integer transform, chroma upsampled by triangles. An image that its camera held turned (EXIF) is
/// turned upright.</summary>
public sealed class JpegDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Format => "JPEG";

    /// <summary>Whether EXIF's orientation is obeyed, true by default. Pillow, TensorFlow and Keras leave images as they lie.</summary>
    public bool Orient { get; init; } = true;

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> start) => start is [0xFF, 0xD8, 0xFF, ..];

    /// <inheritdoc/>
    public Image Decode(byte[] file, long maxPixels)
    {
        ArgumentNullException.ThrowIfNull(file);
        var jpeg = new JpegFile(file, maxPixels);
        jpeg.Read();
        var image = JpegColor.Convert(jpeg.Frame!, jpeg.Adobe, jpeg.Jfif);
        return Orient ? Orientation.Apply(image, jpeg.Orientation) : image;
    }
}
