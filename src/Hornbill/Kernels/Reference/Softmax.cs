namespace Hornbill.Kernels.Reference;

/// <summary>Softmax of each row: p[n,c] = exp(x[n,c]) / Σ exp(x[n,·]), from the row's largest value so that nothing overflows.</summary>
static class Softmax
{
    public static double[] Forward(int rows, int classes, double[] x)
    {
        var p = new double[rows * classes];
        for (var n = 0; n < rows; n++)
        {
            var row = x.AsSpan(n * classes, classes);
            var largest = row[0];
            foreach (var v in row) largest = Math.Max(largest, v);
            var sum = 0.0;
            for (var c = 0; c < classes; c++) sum += p[(n * classes) + c] = Math.Exp(row[c] - largest);
            for (var c = 0; c < classes; c++) p[(n * classes) + c] /= sum;
        }
        return p;
    }

    /// <summary>dx = p · (dp − Σ p·dp).</summary>
    public static double[] Gradient(int rows, int classes, double[] p, double[] dp)
    {
        var dx = new double[rows * classes];
        for (var n = 0; n < rows; n++)
        {
            var dot = 0.0;
            for (var i = n * classes; i < (n + 1) * classes; i++) dot += p[i] * dp[i];
            for (var i = n * classes; i < (n + 1) * classes; i++) dx[i] = p[i] * (dp[i] - dot);
        }
        return dx;
    }

    /// <summary>ln p.</summary>
    public static double[] LogForward(int rows, int classes, double[] x)
    {
        var y = new double[rows * classes];
        for (var i = 0; i < y.Length; i++)
        {
            var row = x.AsSpan(i / classes * classes, classes).ToArray();
            y[i] = x[i] - row.Max() - Math.Log(row.Sum(v => Math.Exp(v - row.Max())));
        }
        return y;
    }

    /// <summary>dx = dy − p Σ dy.</summary>
    public static double[] LogGradient(int classes, double[] y, double[] dy) =>
        [.. y.Select((v, i) => dy[i] - (Math.Exp(v) * dy.Skip(i / classes * classes).Take(classes).Sum()))];
}
