namespace Hornbill.Kernels.Reference;

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
            for (var k = 0; k < s.Pool.Area; k++)
            {
                var from = s.Cell(at, k);
                if (from < 0 || (index[at] >= 0 && x[from] <= y[at])) continue;
                (y[at], index[at]) = (x[from], k);
            }
        }
        return (y, index);
    }

    public static double[] InputGradient(in PoolingShape s, double[] dy, int[] index)
    {
        var dx = new double[s.InElements];
        for (var at = 0; at < dy.Length; at++) dx[s.Cell(at, index[at])] += dy[at];
        return dx;
    }
}
