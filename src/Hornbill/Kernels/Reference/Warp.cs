namespace Hornbill.Kernels.Reference;

/// <summary>An image (h, w, c) read through an affine map into (outHeight, outWidth, c): each output is a sum of pixels with their
/// shares.</summary>
sealed record WarpShape(int Height, int Width, int Channels, int OutHeight, int OutWidth, AffineMap Map, Fill Fill, double FillValue,
    bool Bilinear);

/// <summary>Σ share × pixel over the pixels around where the map points to; beyond the edges as the filling says. The gradient is the
/// transpose.</summary>
static class Warp
{
    public static double[] Forward(WarpShape s, double[] x)
    {
        var y = new double[s.OutHeight * s.OutWidth * s.Channels];
        Each(s, (to, from, share) => y[to] += share * (from < 0 ? s.FillValue : x[from]));
        return y;
    }

    public static double[] InputGradient(WarpShape s, double[] dy)
    {
        var dx = new double[s.Height * s.Width * s.Channels];
        Each(s, (to, from, share) =>
        {
            if (from >= 0) dx[from] += share * dy[to];
        });
        return dx;
    }

    // Every output with every input it reads, −1 for what is filled in.
    static void Each(WarpShape s, Action<int, int, double> visit)
    {
        for (var r = 0; r < s.OutHeight; r++)
            for (var q = 0; q < s.OutWidth; q++)
            {
                var (x, y) = ((s.Map.XX * q) + ((s.Map.XY * r) + s.Map.X0), (s.Map.YX * q) + ((s.Map.YY * r) + s.Map.Y0));
                foreach (var (i, rowShare) in Around(y, s.Height, s))
                    foreach (var (j, share) in Around(x, s.Width, s))
                        for (var c = 0; c < s.Channels; c++)
                            visit((((r * s.OutWidth) + q) * s.Channels) + c, i < 0 || j < 0 ? -1 : (((i * s.Width) + j) * s.Channels) + c,
                                rowShare * share);
            }
    }

    static (int, double)[] Around(double at, int n, WarpShape s)
    {
        if (s.Fill == Fill.Blank && !(at >= 0 && at <= n - 1)) return [(-1, 1)];
        if (s.Fill == Fill.Overlap && n > 1 && at < 0) at += (n - 1) * (Math.Floor(-at / (n - 1)) + 1);
        if (s.Fill == Fill.Overlap && n > 1 && at > n - 1) at -= (n - 1) * Math.Floor(at / (n - 1));
        if (!s.Bilinear) return [(Place((int)Math.Floor(at + 0.5), n, s.Fill), 1)];
        var low = (int)Math.Floor(at);
        return [(Place(low, n, s.Fill), low + 1 - at), (Place(low + 1, n, s.Fill), at - low)];
    }

    static int Place(int i, int n, Fill fill)
    {
        if (fill == Fill.Constant) return i >= 0 && i < n ? i : -1;
        if (fill is Fill.Nearest or >= Fill.Blank) return Math.Clamp(i, 0, n - 1);
        var period = fill == Fill.Wrap ? n : 2 * n;
        i = ((i % period) + period) % period;
        return i < n ? i : (2 * n) - 1 - i;
    }
}
