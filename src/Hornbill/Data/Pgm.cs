using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Grey images in the Portable GrayMap format, as text (P2) or bytes (P5): a magic number, width, height and greatest value, then
/// the pixels row by row. <c>#</c> starts a comment in the header.</summary>
/// <example><code>var image = Pgm.Read("digit.pgm"); // (height, width, 1)</code></example>
public static class Pgm
{
    const int LongestHeader = 64 * 1024;

    /// <summary>The image as (height, width, 1), its greatest possible value as 1.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no PGM image or damaged; the message names the file and the byte.</exception>
    public static Tensor Read(string path)
    {
        using (var file = File.OpenRead(path)) FileKind.Check(file, path, "a PGM image", FileKind.Pgm);
        return Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Whether the file begins as a PGM image does.</summary>
    /// <param name="path">The file.</param>
    public static bool Recognizes(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == 'P' && file.ReadByte() is '2' or '5';
    }

    internal static Tensor Read(byte[] file, string path)
    {
        var scanner = new PgmScanner(file, path);
        var plain = scanner.Magic();
        var width = scanner.Number("the width", 1, int.MaxValue, LongestHeader);
        var height = scanner.Number("the height", 1, int.MaxValue, LongestHeader);
        var most = scanner.Number("the greatest value", 1, ushort.MaxValue, LongestHeader);
        // A pixel takes at least one byte: more of them than bytes is a lie, found before anything is allocated.
        var pixels = (long)width * height;
        if (pixels > file.Length)
            throw scanner.Wrong($"the image is {width} wide and {height} high", $"the file has only {file.Length} bytes");
        var image = new Tensor([height, width, 1]);
        scanner.EndOfHeader();
        if (plain) scanner.Text(image.Data, most);
        else scanner.Bytes(image.Data, most);
        scanner.End();
        return image;
    }
}
