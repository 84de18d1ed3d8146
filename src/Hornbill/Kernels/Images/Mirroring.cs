using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>An image mirrored in its place: values change their places and nothing else.</summary>
static class Mirroring
{
    /// <summary>Left and right exchanged, in (height, width, channels).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(Span<float> x, int height, int width, int channels)
    {
        for (var r = 0; r < height; r++)
        {
            var row = x.Slice(r * width * channels, width * channels);
            row.Reverse();
            if (channels == 1) continue;
            for (var c = 0; c < width; c++) row.Slice(c * channels, channels).Reverse();
        }
    }

    /// <summary>Top and bottom exchanged, of rows of so many values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(Span<float> x, int height, int row)
    {
        for (var r = 0; r < height / 2; r++)
        {
            var upper = x.Slice(r * row, row);
            var lower = x.Slice((height - 1 - r) * row, row);
            for (var i = 0; i < row; i++) (upper[i], lower[i]) = (lower[i], upper[i]);
        }
    }
}
