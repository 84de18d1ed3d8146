namespace Hornbill.Images;

/// <summary>An image that cannot be read: what is wrong at which byte, what was expected, and how to mend it.</summary>
public sealed class ImageException : IOException
{
    /// <summary>A fault at one byte.</summary>
    /// <param name="came">What is there: <c>the image data end</c>.</param>
    /// <param name="expected">What should be: <c>1,200 rows of pixels are declared</c>.</param>
    /// <param name="fix">How to mend it, as a sentence.</param>
    /// <param name="offset">Where in the file, in bytes.</param>
    /// <param name="path">The file, where it is known.</param>
    /// <param name="inner">What caused it.</param>
    public ImageException(string came, string expected, string fix, long offset, string? path = null, Exception? inner = null)
        : base($"{(path is null ? "The image" : $"'{path}'")} cannot be read: {came} at byte {offset}, but {expected}. {fix}", inner) =>
        (Came, Expected, Fix, Offset, Path) = (came, expected, fix, offset, path);

    /// <summary>What is wrong.</summary>
    public string Came { get; }

    /// <summary>What was expected.</summary>
    public string Expected { get; }

    /// <summary>How to mend it.</summary>
    public string Fix { get; }

    /// <summary>Where in the file, in bytes.</summary>
    public long Offset { get; }

    /// <summary>The file, where it is known.</summary>
    public string? Path { get; }

    /// <summary>The same with the file's name.</summary>
    /// <param name="path">The file.</param>
    public ImageException In(string path) => new(Came, Expected, Fix, Offset, path, this);

    internal static ImageException Damaged(long offset, string came, string expected) =>
        new(came, expected, "Save the image again, or delete it.", offset);

    internal static ImageException Unsupported(long offset, string came, string expected) =>
        new(came, expected, "Convert it to a usual JPEG or PNG.", offset);

    internal static void CheckSize(long offset, long width, long height, long maxPixels)
    {
        if (width < 1 || height < 1) throw Damaged(offset, $"the size {width} × {height} is declared", "an image has at least one pixel");
        var limit = Math.Min(maxPixels, Array.MaxLength / 4); // four channels in one array
        if (width > int.MaxValue || height > int.MaxValue || width * height > limit)
            throw new ImageException($"the size {width} × {height} is declared", $"{limit:N0} pixels are the limit",
                                     "Make the image smaller, or set ImageReader.MaxPixels higher.", offset);
    }
}
