using Xunit.Sdk;

namespace Hornbill.Tests;

/// <summary>Where tests compare floats with what they should be.</summary>
static class Close
{
    /// <summary>Every element within <paramref name="tolerance"/> times the largest finite magnitude expected (times 1 where all are zero).</summary>
    public static void Assert(ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, double tolerance, string what = "values")
    {
        var doubles = new double[actual.Length];
        for (var i = 0; i < doubles.Length; i++) doubles[i] = actual[i];
        Assert(doubles, expected, tolerance, what);
    }

    /// <inheritdoc cref="Assert(ReadOnlySpan{float}, ReadOnlySpan{double}, double, string)"/>
    public static void Assert(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, double tolerance, string what = "values")
    {
        if (actual.Length != expected.Length) throw new XunitException($"{what}: {actual.Length} came, {expected.Length} were expected.");
        var (scale, worst) = (0.0, 0);
        foreach (var e in expected)
            if (double.IsFinite(e)) scale = Math.Max(scale, Math.Abs(e));
        if (scale == 0) scale = 1;
        for (var i = 0; i < actual.Length; i++)
            if (Distance(actual[i], expected[i]) > Distance(actual[worst], expected[worst])) worst = i;
        if (actual.Length == 0 || Distance(actual[worst], expected[worst]) <= tolerance * scale) return;
        throw new XunitException($"{what}: element {worst} of {actual.Length} is {actual[worst]:g9}, expected {expected[worst]:g9}: off by " +
                                 $"{Distance(actual[worst], expected[worst]) / scale:g3} of the largest magnitude {scale:g3}, {tolerance:g3} is allowed.");
    }

    // Infinite where one is not a number and the other is, or where infinities differ.
    static double Distance(double a, double e) =>
        a.Equals(e) ? 0 : double.IsFinite(a - e) ? Math.Abs(a - e) : double.PositiveInfinity;
}
