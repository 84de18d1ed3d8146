namespace Hornbill.Initializers;

/// <summary>QR by Householder's reflections, H = I − 2 v vᵀ, in double. A matrix is an array of its columns, at least as long as there are
/// columns.</summary>
static class Householder
{
    /// <summary>The Q of A = Q R, of A's size, with R's diagonal at least 0. A is overwritten.</summary>
    public static double[][] Q(double[][] a)
    {
        var negative = new bool[a.Length];
        for (var k = 0; k < a.Length; k++)
        {
            negative[k] = !double.IsNegative(a[k][k]); // R[k, k] gets the other sign, so that nothing cancels
            Normal(a[k], k);
            for (var j = k + 1; j < a.Length; j++) Reflect(a[k], a[j], k);
        }
        return [.. Enumerable.Range(0, a.Length).Select(c => Column(a, c, negative[c] ? -1 : 1))];
    }

    // H0 H1 ... applied to ± the unit vector c; reflections after c leave it as it is.
    static double[] Column(double[][] v, int c, double sign)
    {
        var q = new double[v[0].Length];
        q[c] = sign;
        for (var k = c; k >= 0; k--) Reflect(v[k], q, k);
        return q;
    }

    // Makes of the column below k the unit normal v of the reflection; zeros, where the column is zero.
    static void Normal(double[] column, int k)
    {
        column.AsSpan(0, k).Clear();
        column[k] += Math.CopySign(Norm(column, k), column[k]);
        var norm = Norm(column, k);
        for (var i = k; i < column.Length && norm > 0; i++) column[i] /= norm;
    }

    static double Norm(double[] x, int from)
    {
        var sum = 0.0;
        for (var i = from; i < x.Length; i++) sum += x[i] * x[i];
        return Math.Sqrt(sum);
    }

    static void Reflect(double[] v, double[] x, int from)
    {
        var dot = 0.0;
        for (var i = from; i < x.Length; i++) dot += v[i] * x[i];
        for (var i = from; i < x.Length; i++) x[i] -= 2 * dot * v[i];
    }
}
