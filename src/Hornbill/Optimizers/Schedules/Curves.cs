namespace Hornbill.Optimizers;

/// <summary>Powers and cosines of + − × ÷ alone, in double, so that a run has the same learning rates on every machine; within
/// 1e-14.</summary>
static class Curves
{
    const double Ln2 = 0.6931471805599453;

    /// <summary>cos πx for x from 0 to 1.</summary>
    public static double CosPi(double x) => x > 0.5 ? -CosPi(1 - x) : x > 0.25 ? Alternating(Math.PI * (0.5 - x), 1)
        : Alternating(Math.PI * x, 0);

    /// <summary>xʸ for x from 0 on.</summary>
    public static double Pow(double x, double y) => y == 0 ? 1 : x == 0 ? 0 : y == 1 ? x : Exp(y * Log(x));

    // The series of sine (first = 1) or cosine (first = 0), for |x| up to π / 4.
    static double Alternating(double x, int first)
    {
        var sum = 0.0;
        for (var k = 18 + first; k > first; k -= 2) sum = (1 + sum) * -x * x / (k * (k - 1));
        return (1 + sum) * (first == 1 ? x : 1);
    }

    // 2ⁿ × eʳ with |r| up to ln 2 / 2.
    static double Exp(double x)
    {
        if (x is < -700 or > 700) return x < 0 ? 0 : double.PositiveInfinity;
        var n = Math.Floor((x / Ln2) + 0.5);
        var (r, sum) = (x - (n * Ln2), 1.0);
        for (var k = 16; k > 0; k--) sum = 1 + (sum * r / k);
        return Math.ScaleB(sum, (int)n);
    }

    // n ln 2 + 2 artanh((m − 1) / (m + 1)) with x = 2ⁿ m, m from √½ to √2.
    static double Log(double x)
    {
        var n = Math.ILogB(x);
        var m = Math.ScaleB(x, -n);
        if (m > 1.4142135623730951) (m, n) = (m / 2, n + 1);
        var s = (m - 1) / (m + 1);
        var sum = 0.0;
        for (var k = 25; k >= 1; k -= 2) sum = (sum * s * s) + (1.0 / k);
        return (n * Ln2) + (2 * s * sum);
    }
}
