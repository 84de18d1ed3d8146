namespace Hornbill.Kernels.Reference;

/// <summary>Average-pooling: the mean of each window's cells that lie in the image.</summary>
/// <remarks>x (n, h, w, c), y (n, p, q, c). A window must hold at least one cell of the image.</remarks>
static class AveragePooling
{
    public static double[] Forward(PoolingShape s, double[] x)
    {
        var y = new double[s.OutElements];
        for (var at = 0; at < y.Length; at++) y[at] = Cells(s, at).Average(from => x[from]);
        return y;
    }

    public static double[] InputGradient(PoolingShape s, double[] dy)
    {
        var dx = new double[s.InElements];
        for (var at = 0; at < dy.Length; at++)
        {
            var cells = Cells(s, at);
            foreach (var cell in cells) dx[cell] += dy[at] / cells.Length;
        }
        return dx;
    }

    static int[] Cells(PoolingShape s, int at) =>
        [.. Enumerable.Range(0, s.Pool.Area).Select(k => s.Cell(at, k)).Where(cell => cell >= 0)];
}
