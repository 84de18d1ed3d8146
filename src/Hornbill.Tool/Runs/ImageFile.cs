using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>Images in a file of a kind that is told by its first bytes.</summary>
static class ImageFile
{
    /// <summary>The images of an IDX file, the first of them, or the one of another file, as (n, height, width, channels).</summary>
    /// <exception cref="InvalidDataException">It is of another kind, or its images are not as the model takes them.</exception>
    public static Tensor Read(string path, int limit, ModelFile model)
    {
        var (kind, input) = (FileKind.Of(path), model.Model.InputShape);
        var images = kind == FileKind.Idx || kind == FileKind.Gzip ? FromIdx(Idx.Read(path), path, limit, model.Preparation.Range)
            : kind is null or { IsPicture: true } ? model.Preparation.Read(path, input)
            : throw Damaged.Other(path, kind.Name, "an image or an IDX file of images",
                "Give a JPEG, PNG, BMP, PGM or PPM, or the images of MNIST for instance.");
        if (Misfits.Takes(input, images.Shape.Tail())) return images;
        return input is [var values] && images.Shape.Tail().Elements == values ? images.Reshape([images.Shape[0], values])
            : throw new InvalidDataException(
            $"'{path}' holds images of shape {images.Shape.Tail()}, but the model {model.Net} needs {input}. {Fix(images.Shape, input)}");
    }

    static string Fix(Shape came, Shape needed) => Misfits.Of(came[0], came.Tail(), needed) switch
    {
        Misfit.OneSample => "It looks like one image without the number of images, which comes first. Write it as one of 1.",
        Misfit.Planes or Misfit.OneOfPlanes =>
            "They look like planes, channels first. Write them with channels last: (n, height, width, channels).",
        Misfit.Channels => $"Give images with {needed[^1]} {(needed[^1] == 1 ? "channel, grey ones" : "channels")}.",
        _ when needed.Rank == 3 => "Make them that size first, or train a net for photographs, which scales them itself.",
        _ => "Give a model of images.",
    };

    static Tensor FromIdx(IdxArray idx, string path, int limit, PixelRange range)
    {
        if (idx.Shape.Rank == 1)
            throw new InvalidDataException(
                $"'{path}' holds {idx.Shape[0]} numbers, as labels are kept, but images are needed. Give the file of the images, such as " +
                $"t10k-images-idx3-ubyte.gz.");
        if (idx.Shape.Rank == 2)
            throw new InvalidDataException(
                $"'{path}' holds an array of shape {idx.Shape}, but images have (n, height, width) or (n, height, width, channels). " +
                                           $"It looks like one image without the number of images. Write it as (1, {idx.Shape[0]}, " +
                                           $"{idx.Shape[1]}).");
        Shape image = idx.Shape.Rank == 3 ? [idx.Shape[1], idx.Shape[2], 1] : idx.Shape.Tail();
        var count = Math.Min(limit, idx.Shape[0]);
        var values = new float[count * image.Elements];
        Kernels.Pixels.ToFloats(idx.Data.AsSpan(0, values.Length), range.Table(), values);
        return new(image.Prepend(count), values);
    }
}
