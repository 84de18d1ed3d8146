namespace Hornbill.Data;

/// <summary>ZCA whitening, as Keras has it: W = U diag(√n / (σ + ε)) Uᵀ of the singular values σ of n flattened images X = (n, d) and their
/// axes U.</summary>
static class Whitening
{
    /// <summary>The matrix (d, d). The axes are found on the smaller side: of XᵀX, or of XXᵀ and carried over by X.</summary>
    public static float[] Zca(float[] x, int n, double epsilon)
    {
        var d = x.Length / n;
        var (values, vectors) = n < d ? Carried(x, n, d) : SymmetricEigen.Of(Gram(d, n, (i, j) => x[(j * d) + i]), d);
        var axes = values.Length;
        var scale = values.Select(v => Math.Sqrt(n) / (Math.Sqrt(Math.Max(0, v)) + epsilon)).ToArray();
        var whitening = new float[(long)d * d];
        for (var i = 0; i < d; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < axes; k++) sum += vectors[(k * d) + i] * scale[k] * vectors[(k * d) + j];
                whitening[(i * d) + j] = whitening[(j * d) + i] = (float)sum;
            }
        return whitening;
    }

    /// <summary>x ← x W.</summary>
    public static void Apply(float[] whitening, Span<float> x)
    {
        var made = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
            for (var (row, j) = (i * x.Length, 0); j < x.Length; j++) made[j] += (double)x[i] * whitening[row + j];
        for (var j = 0; j < x.Length; j++) x[j] = (float)made[j];
    }

    // u = Xᵀ v / σ; where σ is nothing there is no axis.
    static (double[], double[]) Carried(float[] x, int n, int d)
    {
        var (values, vectors) = SymmetricEigen.Of(Gram(n, d, (i, j) => x[(i * d) + j]), n);
        var kept = Enumerable.Range(0, n).Where(k => values[k] > values.Max() * 1e-13).ToArray();
        var axes = new double[kept.Length * d];
        foreach (var (at, k) in kept.Index())
            for (var i = 0; i < n; i++)
                for (var j = 0; j < d; j++) axes[(at * d) + j] += vectors[(k * n) + i] * x[(i * d) + j] / Math.Sqrt(values[k]);
        return ([.. kept.Select(k => values[k])], axes);
    }

    static double[] Gram(int side, int length, Func<int, int, float> at)
    {
        var rows = new double[side][];
        for (var i = 0; i < side; i++) rows[i] = [.. Enumerable.Range(0, length).Select(j => (double)at(i, j))];
        var gram = new double[side * side];
        for (var i = 0; i < side; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < length; k++) sum += rows[i][k] * rows[j][k];
                gram[(i * side) + j] = gram[(j * side) + i] = sum;
            }
        return gram;
    }
}

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations: each makes one pair of elements zero, until all
/// are.</summary>
static class SymmetricEigen
{
    const int MostSweeps = 60;

    /// <summary>The values, and the vectors one after the other, of a matrix (n, n), which is overwritten.</summary>
    public static (double[] Values, double[] Vectors) Of(double[] a, int n)
    {
        var vectors = new double[n * n];
        for (var i = 0; i < n; i++) vectors[(i * n) + i] = 1;
        var all = a.Sum(v => v * v);
        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(a, n) > 1e-28 * all; sweep++)
            for (var p = 0; p < n - 1; p++)
                for (var q = p + 1; q < n; q++) Rotate(a, vectors, n, p, q);
        return ([.. Enumerable.Range(0, n).Select(i => a[(i * n) + i])], vectors);
    }

    static double OffDiagonal(double[] a, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++) sum += 2 * a[(i * n) + j] * a[(i * n) + j];
        return sum;
    }

    // Rows and columns p and q turned so that a[p, q] becomes 0; the vectors turn along.
    static void Rotate(double[] a, double[] vectors, int n, int p, int q)
    {
        var apq = a[(p * n) + q];
        if (apq == 0) return;
        var theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * apq);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var cos = 1 / Math.Sqrt((t * t) + 1);
        var sin = t * cos;
        Turn(a.AsSpan(p * n, n), a.AsSpan(q * n, n), cos, sin);
        for (var i = 0; i < n; i++)
        {
            var (x, y) = (a[(i * n) + p], a[(i * n) + q]);
            (a[(i * n) + p], a[(i * n) + q]) = ((cos * x) - (sin * y), (sin * x) + (cos * y));
        }
        Turn(vectors.AsSpan(p * n, n), vectors.AsSpan(q * n, n), cos, sin);
    }

    static void Turn(Span<double> x, Span<double> y, double cos, double sin)
    {
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = ((cos * x[i]) - (sin * y[i]), (sin * x[i]) + (cos * y[i]));
    }
}
