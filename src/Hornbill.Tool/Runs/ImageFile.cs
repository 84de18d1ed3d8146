using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>Images in a file of a kind that is told by its first bytes.</summary>
static class ImageFile
{
    /// <summary>The first images as (n, height, width, channels), values in [0, 1].</summary>
    public static Tensor Read(string path, int limit)
    {
        if (!Pgm.Recognizes(path)) return FromIdx(Idx.Read(path), path, limit);
        var image = Pgm.Read(path);
        return image.Reshape(image.Shape.Prepend(1));
    }

    static Tensor FromIdx(IdxArray idx, string path, int limit)
    {
        if (idx.Shape.Rank is not (3 or 4) || idx.Shape.Contains(0))
            throw new InvalidDataException($"'{path}' holds an array of shape {idx.Shape}, but images have (n, height, width) or " +
                                           "(n, height, width, channels). Give the file of images, not that of labels.");
        Shape image = idx.Shape.Rank == 3 ? [idx.Shape[1], idx.Shape[2], 1] : idx.Shape.Tail();
        var count = Math.Min(limit, idx.Shape[0]);
        var values = new float[count * image.Elements];
        Kernels.Pixels.ToUnit(idx.Data.AsSpan(0, values.Length), values);
        return new(image.Prepend(count), values);
    }
}
