using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>One image (height, width, channels) within a tensor, or by itself.</summary>
sealed class Picture(int height, int width, int channels, Memory<float> values)
{
    public Picture(int height, int width, int channels) : this(height, width, channels, new float[checked(height * width * channels)]) { }

    public int Height => height;

    public int Width => width;

    public int Channels => channels;

    public Span<float> Values => values.Span;

    public Span<float> Pixel(int row, int column) => Values.Slice(((row * width) + column) * channels, channels);

    /// <summary>A larger image, in which this one begins at a row and a column and goes on beyond its edges.</summary>
    public Picture Extended(int top, int left, int toHeight, int toWidth, Fill fill, float value)
    {
        var wide = new Picture(toHeight, toWidth, channels);
        for (var r = 0; r < toHeight; r++)
        {
            var row = Warp.Place(r - top, height, fill);
            for (var c = 0; c < toWidth; c++)
                if (row >= 0 && Warp.Place(c - left, width, fill) is >= 0 and var column) Pixel(row, column).CopyTo(wide.Pixel(r, c));
                else wide.Pixel(r, c).Fill(value);
        }
        return wide;
    }
}

/// <summary>The images of a tensor, one by one.</summary>
static class EachPicture
{
    /// <summary>A tensor of what an operation makes of each image, of the size that it says.</summary>
    public static Tensor Of(Tensor images, Func<int, int, (int Height, int Width)> size, Action<Picture, Picture> operation)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Shape.Rank is < 2 or > 4 || images.Shape.Elements == 0)
            throw new ArgumentException(
                $"A tensor of shape {images.Shape} came but images are expected: (height, width), (height, width, channels) or (n, " +
                $"height, width, channels). " +
                                        "Reshape it, such as to (28, 28, 1).");
        var (n, first) = (images.Shape.Rank == 4 ? images.Shape[0] : 1, images.Shape.Rank == 4 ? 1 : 0);
        var (h, w, channels) = (images.Shape[first], images.Shape[first + 1], images.Shape.Rank == 2 ? 1 : images.Shape[first + 2]);
        var (toHeight, toWidth) = size(h, w);
        var dims = images.Shape.ToArray();
        (dims[first], dims[first + 1]) = (toHeight, toWidth);
        var made = new Tensor(Shape.Create(dims));
        int from = h * w * channels, to = toHeight * toWidth * channels;
        for (var i = 0; i < n; i++) operation(new(h, w, channels, images.Data.AsMemory(i * from, from)),
            new(toHeight, toWidth, channels, made.Data.AsMemory(i * to, to)));
        return made;
    }
}
