using System.Globalization;

namespace Hornbill.Records;

/// <summary>Figures of one kind, from several seeds or folds.</summary>
/// <param name="Count">How many are numbers.</param>
/// <param name="Mean">Their mean; NaN of none.</param>
/// <param name="Deviation">Their standard deviation with n − 1; 0 of one.</param>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
public readonly record struct Sample(int Count, double Mean, double Deviation, double Least, double Greatest)
{
    // Student's t for a two-sided 95 %, by degrees of freedom from 1 on.
    static readonly double[] Student =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101,
            2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060,
        2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    const double Normal = 1.960;

    /// <summary>The figures of a list; what is no number is left out.</summary>
    /// <param name="values">The list.</param>
    public static Sample Of(IEnumerable<double> values)
    {
        var all = values.Where(double.IsFinite).ToArray();
        if (all.Length == 0) return new(0, double.NaN, double.NaN, double.NaN, double.NaN);
        var mean = all.Average();
        return new(all.Length, mean, all.Length == 1 ? 0 : Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / (all.Length - 1)), all.Min(),
            all.Max());
    }

    /// <summary>Half of Welch's interval of 95 % around the difference of two means: t · √(s₁²/n₁ + s₂²/n₂), with Welch and Satterthwaite's
    /// degrees of freedom rounded down.</summary>
    /// <param name="a">One, of at least 2 figures.</param>
    /// <param name="b">The other, too.</param>
    public static double WelchHalfWidth(Sample a, Sample b)
    {
        var (x, y) = (a.Deviation * a.Deviation / a.Count, b.Deviation * b.Deviation / b.Count);
        if (x + y == 0) return 0;
        var freedom = (x + y) * (x + y) / ((x * x / (a.Count - 1)) + (y * y / (b.Count - 1)));
        return Math.Sqrt(x + y) * (freedom < Student.Length + 1 ? Student[Math.Max(1, (int)(freedom + 1e-9)) - 1] : Normal
            + (2.5 / freedom));
    }

    /// <summary>Mean, deviation, and from the least to the greatest, with four decimals.</summary>
    public override string ToString() => Count switch
    {
        0 => "-",
        1 => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.####}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.0000} +- {Deviation:0.0000} ({Least:0.####} to {Greatest:0.####})"),
    };
}
