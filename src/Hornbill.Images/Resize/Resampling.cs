using System.Buffers;
using System.Numerics;

namespace Hornbill.Images;

/// <summary>Resizes to floats: columns first, then rows, which are added up as whole vectors.</summary>
static class Resampling
{
    public static void Resize(Image image, ImageSize size, string interpolation, bool antialias, Span<float> to)
    {
        if (size == new ImageSize(image.Height, image.Width))
        {
            for (var i = 0; i < to.Length; i++) to[i] = image.Pixels[i];
            return;
        }
        var (columns, rows) = (ResamplingAxis.Of(interpolation, image.Width, size.Width, antialias),
            ResamplingAxis.Of(interpolation, image.Height, size.Height, antialias));
        var stride = size.Width * image.Channels;
        var narrow = ArrayPool<float>.Shared.Rent(checked(image.Height * stride));
        try
        {
            Columns(image, columns, narrow, stride, rows);
            Rows(narrow, rows, to, stride);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(narrow);
        }
    }

    static void Columns(Image image, ResamplingAxis axis, float[] to, int stride, ResamplingAxis rows)
    {
        var weights = Array.ConvertAll(axis.Weights, w => Array.ConvertAll(w, x => (float)x));
        var wanted = Wanted(rows, image.Height);
        for (var y = 0; y < image.Height; y++)
            if (wanted[y]) Row(image.Pixels.AsSpan(y * image.Width * image.Channels, image.Width * image.Channels), axis.First, weights,
                to.AsSpan(y * stride, stride), image.Channels);
    }

    // Without antialiasing most rows of a large image count for nothing.
    static bool[] Wanted(ResamplingAxis rows, int height)
    {
        var wanted = new bool[height];
        for (var i = 0; i < rows.Outputs; i++) wanted.AsSpan(rows.First[i], rows.Weights[i].Length).Fill(true);
        return wanted;
    }

    static void Row(ReadOnlySpan<byte> from, int[] first, float[][] weights, Span<float> to, int channels)
    {
        for (var i = 0; i < first.Length; i++)
        {
            var (own, at) = (weights[i], first[i] * channels);
            if (channels == 3)
            {
                var (r, g, b) = (0f, 0f, 0f);
                foreach (var w in own)
                {
                    r += w * from[at];
                    g += w * from[at + 1];
                    b += w * from[at + 2];
                    at += 3;
                }
                (to[3 * i], to[(3 * i) + 1], to[(3 * i) + 2]) = (r, g, b);
                continue;
            }
            for (var c = 0; c < channels; c++)
            {
                var sum = 0f;
                for (var k = 0; k < own.Length; k++) sum += own[k] * from[at + (k * channels) + c];
                to[(i * channels) + c] = sum;
            }
        }
    }

    static void Rows(float[] from, ResamplingAxis axis, Span<float> to, int stride)
    {
        for (var i = 0; i < axis.Outputs; i++)
        {
            var sum = to.Slice(i * stride, stride);
            sum.Clear();
            for (var k = 0; k < axis.Weights[i].Length;
                k++) AddTo(sum, from.AsSpan((axis.First[i] + k) * stride, stride), (float)axis.Weights[i][k]);
        }
    }

    static void AddTo(Span<float> sum, ReadOnlySpan<float> row, float weight)
    {
        var (i, w) = (0, new Vector<float>(weight));
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum[i..]) + (w * new Vector<float>(row[i..]))).CopyTo(sum[i..]);
        for (; i < sum.Length; i++) sum[i] += weight * row[i];
    }
}
