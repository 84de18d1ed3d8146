using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>Images in a file of a kind that is told by its first bytes.</summary>
static class ImageFile
{
    /// <summary>The images of an IDX file, the first of them, or the one of another file, as (n, height, width, channels).</summary>
    public static Tensor Read(string path, int limit, Preparation preparation, Shape input) =>
        IsIdx(path) ? FromIdx(Idx.Read(path), path, limit, preparation.Range) : preparation.Read(path, input);

    // IDX begins with two zeros and the type, packed with gzip's mark.
    static bool IsIdx(string path)
    {
        if (!File.Exists(path)) return false; // told by who reads images
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[3];
        return file.ReadAtLeast(start, 3, throwOnEndOfStream: false) >= 2 && start is [0, 0, 8] or [0x1F, 0x8B, _];
    }

    static Tensor FromIdx(IdxArray idx, string path, int limit, PixelRange range)
    {
        if (idx.Shape.Rank is not (3 or 4) || idx.Shape.Contains(0))
            throw new InvalidDataException($"'{path}' holds an array of shape {idx.Shape}, but images have (n, height, width) or " +
                                           "(n, height, width, channels). Give the file of images, not that of labels.");
        Shape image = idx.Shape.Rank == 3 ? [idx.Shape[1], idx.Shape[2], 1] : idx.Shape.Tail();
        var count = Math.Min(limit, idx.Shape[0]);
        var values = new float[count * image.Elements];
        Kernels.Pixels.ToFloats(idx.Data.AsSpan(0, values.Length), range.Table(), values);
        return new(image.Prepend(count), values);
    }
}
