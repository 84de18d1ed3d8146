namespace Hornbill.Images;

/// <summary>Reads one format of image files. Those of this package can be replaced, or joined by others:
/// <see cref="ImageReader.Decoders"/>.</summary>
public interface IImageDecoder
{
    /// <summary>The format's name, for messages: <c>JPEG</c>.</summary>
    string Format { get; }

    /// <summary>Whether a file is of this format.</summary>
    /// <param name="start">The file's first bytes: 32, or all where there are fewer.</param>
    bool Recognizes(ReadOnlySpan<byte> start);

    /// <summary>The pixels of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="maxPixels">Width × height allowed: more is refused before memory is taken for it.</param>
    /// <exception cref="ImageException">The file is damaged, too large, or of a kind that cannot be read.</exception>
    Image Decode(byte[] file, long maxPixels);
}
