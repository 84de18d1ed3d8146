namespace Hornbill.Images;

/// <summary>Resizes as Pillow does images of 8 bits: weights of 22 bits behind the point, rounded to whole pixels after columns and again
/// after rows; a direction that keeps its size is left out.</summary>
static class PillowResampling
{
    const int Bits = 22;

    public static void Resize(Image image, ImageSize size, string interpolation, Span<float> to)
    {
        if (interpolation == "lanczos5") throw new ArgumentException(
            "Pillow has no 'lanczos5', but was asked for it. Use 'lanczos3', or like: \"tensorflow\".");
        var narrow = interpolation == "nearest" ? Nearest(image, size)
            : Rows(Columns(image, size.Width, interpolation), size.Height, interpolation);
        for (var i = 0; i < to.Length; i++) to[i] = narrow.Pixels[i];
    }

    static Image Nearest(Image image, ImageSize size)
    {
        var (x, y) = (ResamplingAxis.Of("nearest", image.Width, size.Width, false),
            ResamplingAxis.Of("nearest", image.Height, size.Height, false));
        var result = new Image(size.Width, size.Height, image.Channels);
        for (var i = 0; i < size.Height; i++)
            for (var j = 0; j < size.Width; j++)
                image.Pixels.AsSpan(((y.First[i] * image.Width) + x.First[j]) * image.Channels, image.Channels)
                     .CopyTo(result.Pixels.AsSpan(((i * size.Width) + j) * image.Channels));
        return result;
    }

    static Image Columns(Image image, int width, string interpolation)
    {
        if (width == image.Width) return image;
        var axis = ResamplingAxis.OfPillow(interpolation, image.Width, width);
        var (weights, channels, result) = (Fixed(axis), image.Channels, new Image(width, image.Height, image.Channels));
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < channels; c++)
                    result.Pixels[(((y * width) + x) * channels) + c] =
                        Sum(image.Pixels, (((y * image.Width) + axis.First[x]) * channels) + c, channels, weights[x]);
        return result;
    }

    static Image Rows(Image image, int height, string interpolation)
    {
        if (height == image.Height) return image;
        var axis = ResamplingAxis.OfPillow(interpolation, image.Height, height);
        var (weights, stride, result) = (Fixed(axis), image.Width * image.Channels, new Image(image.Width, height, image.Channels));
        for (var y = 0; y < height; y++)
            for (var i = 0; i < stride; i++) result.Pixels[(y * stride) + i] =
                Sum(image.Pixels, (axis.First[y] * stride) + i, stride, weights[y]);
        return result;
    }

    static int[][] Fixed(ResamplingAxis axis) =>
        Array.ConvertAll(axis.Weights, w => Array.ConvertAll(w, x => (int)((x * (1 << Bits)) + (x < 0 ? -0.5 : 0.5))));

    static byte Sum(byte[] pixels, int at, int step, int[] weights)
    {
        var sum = 1 << (Bits - 1);
        foreach (var w in weights)
        {
            sum += pixels[at] * w;
            at += step;
        }
        return (byte)Math.Clamp(sum >> Bits, 0, 255);
    }
}
