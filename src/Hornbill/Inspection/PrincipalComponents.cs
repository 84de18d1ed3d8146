using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>Principal component analysis in double precision: the directions along which samples differ most. As scikit-learn's PCA has it;
/// of each component the entry of greatest magnitude is positive. (Pearson, 1901; Hotelling, 1933)</summary>
/// <example><code>
/// var pca = new PrincipalComponents(features, components: 2);
/// double[,] points = pca.Transform(features); // (n, 2)
/// </code></example>
public sealed class PrincipalComponents
{
    readonly double[] _mean;
    readonly double[][] _components;

    /// <summary>Of samples.</summary>
    /// <param name="x">Samples (n, …), at least two; each is taken as one row of numbers.</param>
    /// <param name="components">How many directions, from 1 to the smaller of the samples and the numbers in each.</param>
    /// <exception cref="ArgumentException">There are too few samples or components, or a value is not finite.</exception>
    public PrincipalComponents(Tensor x, int components = 2)
    {
        var rows = Rows.Of(x, nameof(PrincipalComponents));
        var (n, width) = (rows.Length, rows[0].Length);
        if (n < 2 || components < 1 || components > Math.Min(n, width))
            throw new ArgumentException(
                $"PrincipalComponents got {n} samples of {width} numbers and {components} components, but needs two samples and from 1 " +
                $"to {Math.Min(n, width)} components. Give such ones.");
        _mean = Rows.Mean(rows);
        var centred = Rows.Less(rows, _mean);
        // Of the smaller of the two products, which have the same eigenvalues.
        var (values, vectors) = SymmetricEigen.Largest(n < width ? Rows.Products(centred) : Rows.Products(Rows.Turned(centred)),
            components);
        _components = [.. vectors.Select(v => Signed(Unit(n < width ? Rows.Sum(centred, v) : v)))];
        ExplainedVariance = [.. values.Select(v => Math.Max(0, v) / (n - 1))];
        var whole = centred.Sum(r => SymmetricEigen.Dot(r, r)) / (n - 1);
        ExplainedVarianceRatio = [.. ExplainedVariance.Select(v => whole > 0 ? v / whole : 0)];
    }

    /// <summary>The mean of the samples.</summary>
    public IReadOnlyList<double> Mean => _mean;

    /// <summary>(components, numbers of a sample): unit vectors, the direction of greatest variance first.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Components => _components;

    /// <summary>The variance along each component, with n − 1 in the denominator.</summary>
    public IReadOnlyList<double> ExplainedVariance { get; }

    /// <summary>Its share of all variance.</summary>
    public IReadOnlyList<double> ExplainedVarianceRatio { get; }

    /// <summary>Samples as seen along the components.</summary>
    /// <param name="x">Samples (n, …) of as many numbers.</param>
    /// <returns>(n, components).</returns>
    /// <exception cref="ArgumentException">The samples have other numbers of values, or one is not finite.</exception>
    public double[,] Transform(Tensor x)
    {
        var rows = Rows.Of(x, nameof(PrincipalComponents));
        if (rows[0].Length != _mean.Length)
            throw new ArgumentException(
                $"Transform got samples of {rows[0].Length} numbers, but the components are of {_mean.Length}. Give samples as those " +
                $"were.");
        var points = new double[rows.Length, _components.Length];
        foreach (var (n, row) in Rows.Less(rows, _mean).Index())
            for (var c = 0; c < _components.Length; c++) points[n, c] = SymmetricEigen.Dot(row, _components[c]);
        return points;
    }

    static double[] Unit(double[] v)
    {
        var length = Math.Sqrt(SymmetricEigen.Dot(v, v));
        return length > 0 ? [.. v.Select(x => x / length)] : v;
    }

    static double[] Signed(double[] v) => v.MaxBy(Math.Abs) < 0 ? [.. v.Select(x => -x)] : v;
}
