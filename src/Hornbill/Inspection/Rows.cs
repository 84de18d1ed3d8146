using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>Samples as rows of doubles.</summary>
static class Rows
{
    /// <exception cref="ArgumentException">There is none, or a value is not finite.</exception>
    public static double[][] Of(Tensor x, string who)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank < 2 || x.Data.Length == 0)
            throw new ArgumentException(
                $"{who} got samples of shape {x.Shape} but needs (n, numbers), or more dimensions. Give such ones.");
        if (x.Data.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and var bad)
            throw new ArgumentException($"{who} got the value {x.Data[bad]} but needs finite numbers. Leave such samples out.");
        return [.. Enumerable.Range(0, x.Shape[0]).Select(n => (double[])[.. x.Row(n).ToArray().Select(v => (double)v)])];
    }

    public static double[] Mean(double[][] rows)
    {
        var mean = Sum(rows, [.. Enumerable.Repeat(1.0, rows.Length)]);
        for (var i = 0; i < mean.Length; i++) mean[i] /= rows.Length;
        return mean;
    }

    /// <summary>Σ_n weight_n × row_n.</summary>
    public static double[] Sum(double[][] rows, double[] weights)
    {
        var sum = new double[rows[0].Length];
        foreach (var (n, row) in rows.Index())
            for (var i = 0; i < sum.Length; i++) sum[i] += weights[n] * row[i];
        return sum;
    }

    public static double[][] Less(double[][] rows, double[] what) => [.. rows.Select(r => (double[])[.. r.Zip(what, (a, b) => a - b)])];

    public static double[][] Turned(double[][] rows) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(i => (double[])[.. rows.Select(r => r[i])])];

    /// <summary>Each row times each.</summary>
    public static double[][] Products(double[][] rows)
    {
        double[][] products = [.. rows.Select(_ => new double[rows.Length])];
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j <= i; j++) products[i][j] = products[j][i] = SymmetricEigen.Dot(rows[i], rows[j]);
        return products;
    }
}
