namespace Hornbill.Images;

/// <summary>Reads image files. The format is told by the first bytes, never by the name.</summary>
/// <example><code>var image = ImageReader.Default.Read("cat.jpg");</code></example>
public sealed class ImageReader
{
    const int StartBytes = 32;

    /// <summary>All formats of this package, and the usual limit.</summary>
    public static ImageReader Default { get; } = new();

    /// <summary>Who reads which format; the first that recognises a file reads it.</summary>
    public IReadOnlyList<IImageDecoder> Decoders { get; init; } = [new JpegDecoder(), new PngDecoder(), new BmpDecoder(), new PnmDecoder()];

    /// <summary>Width × height allowed, 100 million by default. Reading takes at most 16 bytes of memory a pixel, besides the file
    /// itself.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">It is no image that can be read; the message names the file, the byte and the fix.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public Image Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Read(Content(path));
        }
        catch (ImageException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>Reads a file's content.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ImageException">It is no image that can be read.</exception>
    public Image Read(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length == 0) throw ImageException.Damaged(0, "the file is empty and ends", "an image is expected");
        var start = file.AsSpan(0, Math.Min(file.Length, StartBytes)).ToArray();
        return (Decoders.FirstOrDefault(d => d.Recognizes(start)) ?? throw ForeignFormats.Refuse(start, Decoders)).Decode(file, MaxPixels);
    }

    byte[] Content(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder, but an image file is needed. Give a file in it.");
        try
        {
            using var file = File.OpenHandle(path);
            // What is no usual file, such as a pipe or a device, may have no end.
            var length = RandomAccess.GetLength(file);
            // Uncompressed formats need 8 bytes a pixel at most, and some hundred for the header.
            if (length > Math.Min(Array.MaxLength, (MaxPixels * 8) + 1_000_000))
                throw new ImageException($"the file has {length:N0} bytes and goes on", $"an image of {MaxPixels:N0} pixels needs fewer",
                                         "Make the image smaller, or set ImageReader.MaxPixels higher.", 0);
            var content = new byte[length];
            var read = 0;
            while (read < content.Length && RandomAccess.Read(file, content.AsSpan(read), read) is > 0 and var more) read += more;
            return read == content.Length ? content : content[..read];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"'{path}' cannot be opened ({e.Message}), but an image must be readable. Give it the right to be read.",
                e);
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException($"There is no file '{path}', but an image is expected. Correct the path.", path, e);
        }
    }
}
