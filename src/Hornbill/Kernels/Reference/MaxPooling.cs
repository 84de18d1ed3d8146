namespace Hornbill.Kernels.Reference;

/// <summary>The dimensions of max-pooling with explicit pads.</summary>
readonly record struct PoolingShape(
    int Samples, int InHeight, int InWidth, int Channels, int PoolHeight, int PoolWidth, int StrideHeight, int StrideWidth,
    int PadTop, int PadLeft, int PadBottom, int PadRight)
{
    public int OutHeight => ((InHeight + PadTop + PadBottom - PoolHeight) / StrideHeight) + 1;

    public int OutWidth => ((InWidth + PadLeft + PadRight - PoolWidth) / StrideWidth) + 1;

    public int InElements => Samples * InHeight * InWidth * Channels;

    public int OutElements => Samples * OutHeight * OutWidth * Channels;
}

/// <summary>Max-pooling: the largest value of each window, and its place in the window counted row by row. Of equal values the first wins,
/// and padding never does.</summary>
/// <remarks>x (n, h, w, c), y (n, p, q, c); a window's cells are i, j. A window must hold at least one cell of the image.</remarks>
static class MaxPooling
{
    public static (double[] Y, int[] Index) Forward(in PoolingShape s, double[] x)
    {
        var (y, index) = (new double[s.OutElements], new int[s.OutElements]);
        for (var at = 0; at < y.Length; at++)
        {
            index[at] = -1;
            for (var k = 0; k < s.PoolHeight * s.PoolWidth; k++)
            {
                var from = Cell(s, at, k);
                if (from < 0 || (index[at] >= 0 && x[from] <= y[at])) continue;
                (y[at], index[at]) = (x[from], k);
            }
        }
        return (y, index);
    }

    public static double[] InputGradient(in PoolingShape s, double[] dy, int[] index)
    {
        var dx = new double[s.InElements];
        for (var at = 0; at < dy.Length; at++) dx[Cell(s, at, index[at])] += dy[at];
        return dx;
    }

    // Where in x cell k of the window of output element `at` lies; -1 in the padding.
    static int Cell(in PoolingShape s, int at, int k)
    {
        var (cell, c) = Math.DivRem(at, s.Channels);
        (cell, var q) = Math.DivRem(cell, s.OutWidth);
        var (n, p) = Math.DivRem(cell, s.OutHeight);
        var h = (p * s.StrideHeight) + (k / s.PoolWidth) - s.PadTop;
        var w = (q * s.StrideWidth) + (k % s.PoolWidth) - s.PadLeft;
        return h < 0 || h >= s.InHeight || w < 0 || w >= s.InWidth ? -1 : (((((n * s.InHeight) + h) * s.InWidth) + w) * s.Channels) + c;
    }
}
