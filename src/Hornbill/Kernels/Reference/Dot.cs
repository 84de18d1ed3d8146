namespace Hornbill.Kernels.Reference;

/// <summary>c[n, i, j] = Σ_k a[n, i, k] b[n, j, k], with a (samples, rows, length) and b (samples, columns, length).</summary>
static class Dot
{
    public static double[] Forward(int samples, int rows, int columns, int length, double[] a, double[] b)
    {
        var c = new double[samples * rows * columns];
        Each(samples, rows, columns, length, (i, j, to) => c[to] += a[i] * b[j]);
        return c;
    }

    public static (double[] A, double[] B) Gradient(int samples, int rows, int columns, int length, double[] a, double[] b, double[] dc)
    {
        var (da, db) = (new double[a.Length], new double[b.Length]);
        Each(samples, rows, columns, length, (i, j, to) => (da[i], db[j]) = (da[i] + (dc[to] * b[j]), db[j] + (dc[to] * a[i])));
        return (da, db);
    }

    static void Each(int samples, int rows, int columns, int length, Action<int, int, int> term)
    {
        for (var n = 0; n < samples; n++)
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++)
                    for (var k = 0; k < length; k++)
                        term((((n * rows) + i) * length) + k, (((n * columns) + j) * length) + k, (((n * rows) + i) * columns) + j);
    }
}
