namespace Hornbill.Inspection;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix: Householder's reflections make it tridiagonal, QL with implicit shifts
/// diagonal. (Golub, Van Loan, 2013, 8.3; Bowdler et al., 1968)</summary>
static class SymmetricEigen
{
    const int MostRounds = 60;
    const double Smallest = 2.220446049250313e-16;

    /// <summary>The largest eigenvalues, falling, with a unit vector each.</summary>
    /// <param name="a">The matrix by rows; it is overwritten.</param>
    /// <param name="count">How many.</param>
    public static (double[] Values, double[][] Vectors) Largest(double[][] a, int count)
    {
        var n = a.Length;
        var reflections = Tridiagonalize(a);
        var (diagonal, beside) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++) (diagonal[i], beside[i]) = (a[i][i], i + 1 < n ? a[i + 1][i] : 0);
        var vectors = Diagonalize(diagonal, beside);
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => diagonal[i]).Take(count)];
        foreach (var i in order)
            for (var k = reflections.Count - 1; k >= 0; k--) Reflect(vectors[i].AsSpan(k + 1), reflections[k]);
        return ([.. order.Select(i => diagonal[i])], [.. order.Select(i => vectors[i])]);
    }

    // A ← H A H with H = I − 2 v vᵀ, column after column; the vectors v are what the eigenvectors are turned back by.
    static List<double[]> Tridiagonalize(double[][] a)
    {
        var reflections = new List<double[]>();
        for (var k = 0; k + 2 < a.Length; k++)
        {
            double[] v = [.. a.Skip(k + 1).Select(row => row[k])];
            var length = Math.CopySign(Norm(v), -v[0]);
            v[0] -= length;
            if (Norm(v) is > 0 and var norm)
                for (var i = 0; i < v.Length; i++) v[i] /= norm;
            reflections.Add(v);
            ReflectBothSides(a, k + 1, v);
            for (var i = k + 1; i < a.Length; i++) a[i][k] = a[k][i] = i == k + 1 ? length : 0;
        }
        return reflections;
    }

    static void ReflectBothSides(double[][] a, int first, double[] v)
    {
        var p = new double[v.Length];
        for (var i = 0; i < v.Length; i++) p[i] = Dot(a[first + i].AsSpan(first), v);
        var middle = Dot(p, v);
        for (var i = 0; i < v.Length; i++) p[i] -= middle * v[i];
        for (var i = 0; i < v.Length; i++)
        {
            var row = a[first + i].AsSpan(first);
            var (vi, pi) = (2 * v[i], 2 * p[i]);
            for (var j = 0; j < row.Length; j++) row[j] -= (vi * p[j]) + (pi * v[j]);
        }
    }

    static void Reflect(Span<double> x, double[] v)
    {
        var twice = 2 * Dot(x, v);
        for (var i = 0; i < x.Length; i++) x[i] -= twice * v[i];
    }

    // Vectors by rows, so that a rotation walks along two of them.
    static double[][] Diagonalize(double[] d, double[] e)
    {
        var z = Identity(d.Length);
        for (var l = 0; l < d.Length; l++)
            for (var round = 0; Split(d, e, l) is var m && m > l; round++)
            {
                if (round == MostRounds) throw new InvalidOperationException(
                    $"An eigenvalue did not settle in {MostRounds} rounds, but two or three do. Check that the data are finite numbers.");
                Round(d, e, z, l, m);
            }
        return z;
    }

    static double[][] Identity(int n)
    {
        double[][] rows = [.. Enumerable.Range(0, n).Select(_ => new double[n])];
        for (var i = 0; i < n; i++) rows[i][i] = 1;
        return rows;
    }

    // Where the matrix falls apart.
    static int Split(double[] d, double[] e, int l)
    {
        var m = l;
        while (m + 1 < d.Length && Math.Abs(e[m]) > Smallest * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))) m++;
        return m;
    }

    static void Round(double[] d, double[] e, double[][] z, int l, int m)
    {
        var g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(Math.Sqrt((g * g) + 1), g)));
        double s = 1, c = 1, p = 0;
        for (var i = m - 1; i >= l; i--)
        {
            double f = s * e[i], b = c * e[i], r = Math.Sqrt((f * f) + (g * g));
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            (s, c) = (f / r, g / r);
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            Rotate(z[i], z[i + 1], c, s);
        }
        d[l] -= p;
        (e[l], e[m]) = (g, 0);
    }

    static void Rotate(double[] x, double[] y, double c, double s)
    {
        for (var k = 0; k < x.Length; k++) (x[k], y[k]) = ((c * x[k]) - (s * y[k]), (s * x[k]) + (c * y[k]));
    }

    static double Norm(double[] v) => Math.Sqrt(Dot(v, v));

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
