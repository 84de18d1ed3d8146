namespace Hornbill.Inspection;

/// <summary>How near samples are to each other, as probabilities that sum to 1 over all pairs.</summary>
static class TSneAffinities
{
    const int MostHalvings = 100;
    const double Near = 1e-5, Smallest = 2.220446049250313e-16;

    /// <summary>p_ij = (p_j|i + p_i|j) / 2n, each conditional a Gaussian of such a width that its perplexity is as asked for; the lower
    /// triangle.</summary>
    public static double[][] Joint(double[][] rows, double perplexity)
    {
        var n = rows.Length;
        double[][] conditional = [.. Enumerable.Range(0, n).Select(i => Conditional([.. rows.Select(r => Distance(rows[i], r))], i,
            Math.Log(perplexity)))];
        return [.. Enumerable.Range(0, n).Select(i => (double[])[.. Enumerable.Range(0, i).Select(j =>
            Math.Max((conditional[i][j] + conditional[j][i]) / (2 * n), Smallest))])];
    }

    /// <summary>Σ p ln (p / q) with q_ij ∝ 1 / (1 + |y_i − y_j|²).</summary>
    public static double Divergence(double[][] joint, double[,] points)
    {
        var (sum, whole) = (0.0, 0.0);
        for (var i = 0; i < joint.Length; i++)
            for (var j = 0; j < i; j++) whole += 2 * Kernel(points, i, j);
        for (var i = 0; i < joint.Length; i++)
            for (var j = 0; j < i; j++)
                sum += 2 * joint[i][j] * Math.Log(joint[i][j] / Math.Max(Kernel(points, i, j) / whole, Smallest));
        return sum;
    }

    public static double Kernel(double[,] y, int i, int j)
    {
        var (a, b) = (y[i, 0] - y[j, 0], y[i, 1] - y[j, 1]);
        return 1 / (1 + (a * a) + (b * b));
    }

    // By halving, the precision of a Gaussian whose entropy is as asked for.
    static double[] Conditional(double[] distances, int own, double entropy)
    {
        // In units of what the others are away, so that far and near data are searched alike.
        var unit = distances.Sum() / Math.Max(1, distances.Length - 1);
        var (low, high, precision) = (0.0, double.PositiveInfinity, unit > 0 ? 1 / unit : 1);
        for (var halving = 0; ; halving++)
        {
            var (shares, found) = Shares(distances, own, precision);
            if (halving == MostHalvings || Math.Abs(found - entropy) < Near) return shares;
            if (found > entropy) (low, precision) = (precision, double.IsInfinity(high) ? precision * 2 : (precision + high) / 2);
            else (high, precision) = (precision, (precision + low) / 2);
        }
    }

    static (double[] Shares, double Entropy) Shares(double[] distances, int own, double precision)
    {
        var shares = new double[distances.Length];
        var (nearest, sum, mean) = (double.PositiveInfinity, 0.0, 0.0);
        for (var j = 0; j < shares.Length; j++)
            if (j != own) nearest = Math.Min(nearest, distances[j]);
        for (var j = 0; j < shares.Length; j++)
            if (j != own) sum += shares[j] = Math.Exp(-precision * (distances[j] - nearest));
        for (var j = 0; j < shares.Length; j++)
        {
            shares[j] /= sum;
            mean += shares[j] * (distances[j] - nearest);
        }
        return (shares, Math.Log(sum) + (precision * mean));
    }

    static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
