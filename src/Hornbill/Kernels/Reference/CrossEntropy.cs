namespace Hornbill.Kernels.Reference;

/// <summary>Softmax with cross-entropy, from logits x and targets y that are probabilities: l[n] = Σ y[n,c] · (log Σ exp(x[n,·]) − x[n,c]).
/// The mean is Σ w[n]·l[n] / N: sample weights w multiply, the divisor stays the number of samples.</summary>
/// <remarks>x, y (n, c): rows, classes.</remarks>
static class CrossEntropy
{
    public static double[] Forward(int rows, int classes, double[] x, double[] y)
    {
        var l = new double[rows];
        for (var n = 0; n < rows; n++)
        {
            var row = x.AsSpan(n * classes, classes);
            var (largest, sum) = (row[0], 0.0);
            foreach (var v in row) largest = Math.Max(largest, v);
            foreach (var v in row) sum += Math.Exp(v - largest);
            for (var c = 0; c < classes; c++) l[n] += y[(n * classes) + c] * (Math.Log(sum) + largest - row[c]);
        }
        return l;
    }

    public static double Mean(double[] losses, double[]? weights = null)
    {
        var sum = 0.0;
        for (var n = 0; n < losses.Length; n++) sum += losses[n] * (weights?[n] ?? 1);
        return sum / losses.Length;
    }

    /// <summary>Of the mean, to the logits: (p · Σ y − y) · w / N, which is (p − y) · w / N where a row of y sums to 1.</summary>
    public static double[] Gradient(int rows, int classes, double[] x, double[] y, double[]? weights = null)
    {
        var dx = Softmax.Forward(rows, classes, x);
        for (var n = 0; n < rows; n++)
        {
            var sum = 0.0;
            for (var i = n * classes; i < (n + 1) * classes; i++) sum += y[i];
            for (var i = n * classes; i < (n + 1) * classes; i++) dx[i] = ((dx[i] * sum) - y[i]) * (weights?[n] ?? 1) / rows;
        }
        return dx;
    }
}
