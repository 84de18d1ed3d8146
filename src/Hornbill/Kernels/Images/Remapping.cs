using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>An image read at any places: y[r, c] = x at (x, y) = at(r, c), between its pixels and beyond its edges as <see cref="Warp"/>
/// does it.</summary>
static unsafe class Remapping
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<float> x, Span<float> y, int height, int width, int channels, Fill fill, float value, bool bilinear,
        Func<int, int, (double X, double Y)> at)
    {
        fixed (float* from = x, to = y)
        {
            var a = new Warp.Arguments
            {
                InHeight = height,
                InWidth = width,
                OutHeight = 1,
                OutWidth = 1,
                Channels = channels,
                Fill = fill,
                FillValue = value,
                Bilinear = bilinear,
                X = from,
            };
            for (var r = 0; r < height; r++)
                for (var c = 0; c < width; c++)
                {
                    var (column, row) = at(r, c);
                    a.Map = new(0, 0, column, 0, 0, row);
                    a.Y = to + (((r * width) + c) * channels);
                    Warp.Forward.Run<float, Simd1>(&a);
                }
        }
    }
}

/// <summary>A perspective map: where each pixel of the result is read, x = (a c + b r + c₀) / w and y = (d c + e r + f₀) / w with w = g c +
/// h r + 1.</summary>
sealed class Projection3
{
    readonly double[] _p;

    Projection3(double[] p) => _p = p;

    /// <summary>The map that reads at each of four places of the result (x, y) one of the image: from images' corners to where they come to
    /// lie, inverted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Projection3 Of((double X, double Y)[] image, (double X, double Y)[] result)
    {
        var a = new double[8, 9];
        for (var i = 0; i < 4; i++)
        {
            var ((u, v), (x, y)) = (image[i], result[i]);
            double[] first = [x, y, 1, 0, 0, 0, -u * x, -u * y, u], second = [0, 0, 0, x, y, 1, -v * x, -v * y, v];
            for (var k = 0; k < 9; k++) (a[2 * i, k], a[(2 * i) + 1, k]) = (first[k], second[k]);
        }
        return new(Solve(a));
    }

    public (double X, double Y) At(int row, int column)
    {
        var w = (_p[6] * column) + (_p[7] * row) + 1;
        return (((_p[0] * column) + (_p[1] * row) + _p[2]) / w, ((_p[3] * column) + (_p[4] * row) + _p[5]) / w);
    }

    // Gauss's elimination with the greatest pivot of each column.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double[] Solve(double[,] a)
    {
        for (var p = 0; p < 8; p++)
        {
            var best = p;
            for (var r = p + 1; r < 8; r++)
                if (Math.Abs(a[r, p]) > Math.Abs(a[best, p])) best = r;
            for (var k = 0; k < 9; k++) (a[p, k], a[best, k]) = (a[best, k], a[p, k]);
            if (a[p, p] == 0) return [1, 0, 0, 0, 1, 0, 0, 0]; // an image of one row or column: as it is
            for (var r = 0; r < 8; r++)
            {
                if (r == p) continue;
                var share = a[r, p] / a[p, p];
                for (var k = p; k < 9; k++) a[r, k] -= share * a[p, k];
            }
        }
        return [.. Enumerable.Range(0, 8).Select(i => a[i, 8] / a[i, i])];
    }
}
