using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>
/// An image read through an affine map by B-splines of order 2 to 5, as SciPy's affine_transform does: y[r, c] = Σ β(place − i) k[i] over
/// the order + 1 nearest pixels of each axis, with coefficients k whose spline passes through all pixels. In double.
/// </summary>
static class SplineWarp
{
    const int Margin = 12; // SciPy's, of repeated edges around an image that goes on as its edge

    public readonly ref struct Arguments
    {
        public required ReadOnlySpan<float> X { get; init; } // (Height, Width, Channels)
        public required Span<float> Y { get; init; }         // the same
        public required int Height { get; init; }
        public required int Width { get; init; }
        public required int Channels { get; init; }
        public required AffineMap Map { get; init; }
        public required Fill Fill { get; init; } // Blank, Nearest, Reflect or Overlap
        public required float FillValue { get; init; }
        public required int Order { get; init; }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in Arguments a)
    {
        var margin = a.Fill == Fill.Nearest ? Margin : 0;
        var (height, width) = (a.Height + (2 * margin), a.Width + (2 * margin));
        var k = new double[checked(height * width)];
        for (var channel = 0; channel < a.Channels; channel++)
        {
            Load(a, channel, margin, width, k);
            SplineFilter.Run(k, height, width, a.Order, half: a.Fill is Fill.Reflect or Fill.Nearest);
            Read(a, channel, margin, height, width, k);
        }
    }

    // Of a spline of order 5.
    const int MostTaps = 6;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Load(in Arguments a, int channel, int margin, int width, double[] k)
    {
        for (var i = 0; i < k.Length; i++)
        {
            int r = Math.Clamp((i / width) - margin, 0, a.Height - 1), c = Math.Clamp((i % width) - margin, 0, a.Width - 1);
            k[i] = a.X[(((r * a.Width) + c) * a.Channels) + channel];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Read(in Arguments a, int channel, int margin, int height, int width, double[] k)
    {
        var taps = a.Order + 1;
        Span<double> ofRows = (stackalloc double[MostTaps])[..taps], ofColumns = (stackalloc double[MostTaps])[..taps];
        Span<int> rows = (stackalloc int[MostTaps])[..taps], columns = (stackalloc int[MostTaps])[..taps];
        for (var i = 0; i < a.Height * a.Width; i++)
        {
            int r = i / a.Width, c = i % a.Width;
            double row = (a.Map.YX * c) + (a.Map.YY * r) + a.Map.Y0 + margin, column = (a.Map.XX * c) + (a.Map.XY * r) + a.Map.X0 + margin;
            var value = (double)a.FillValue;
            if (Warp.Reach(a.Fill, ref row, height) & Warp.Reach(a.Fill, ref column, width))
            {
                Taps(row, height, a, rows, ofRows);
                Taps(column, width, a, columns, ofColumns);
                value = Sum(k, width, rows, ofRows, columns, ofColumns);
            }
            a.Y[(i * a.Channels) + channel] = (float)value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Sum(double[] k, int width, ReadOnlySpan<int> rows, ReadOnlySpan<double> ofRows, ReadOnlySpan<int> columns,
        ReadOnlySpan<double> ofColumns)
    {
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = 0.0;
            for (var j = 0; j < columns.Length; j++) row += ofColumns[j] * k[(rows[i] * width) + columns[j]];
            sum += ofRows[i] * row;
        }
        return sum;
    }

    // The pixels around a place, which lies within the image or goes on as the filling does, and their shares.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Taps(double at, int n, in Arguments a, Span<int> pixels, Span<double> shares)
    {
        var first = Math.Floor(a.Order % 2 == 1 ? at : at + 0.5) - (a.Order / 2);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = a.Fill is Fill.Reflect or Fill.Nearest ? Warp.Place(first + i, n, a.Fill) : Mirrored(first + i, n);
            shares[i] = Spline(at - first - i, a.Order);
        }
    }

    // d c b | a b c d | c b a
    static int Mirrored(double at, int n)
    {
        if (n == 1) return 0;
        var period = 2.0 * (n - 1);
        var i = (int)(at - (period * Math.Floor(at / period)));
        return i < n ? i : (int)period - i;
    }

    // β(t) = Σ (−1)^k (n+1 over k) (t − k + (n+1)/2)₊ⁿ / n!
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Spline(double t, int order)
    {
        var (sum, factor) = (0.0, 1.0); // (−1)^k (n+1 over k) / n!
        for (var n = 2; n <= order; n++) factor /= n;
        for (var k = 0; k <= order + 1; factor *= -(order + 1.0 - k) / (k + 1), k++)
        {
            var from = t - k + ((order + 1) / 2.0);
            if (from <= 0) break;
            var power = from;
            for (var n = 1; n < order; n++) power *= from;
            sum += factor * power;
        }
        return sum;
    }
}
