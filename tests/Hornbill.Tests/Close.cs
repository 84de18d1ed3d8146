using Xunit.Sdk;

namespace Hornbill.Tests;

/// <summary>Where tests compare floats with what they should be.</summary>
static class Close
{
    // What doubles leave where all terms are 0.
    const double Nothing = 1e-15;

    /// <summary>Every element within <paramref name="tolerance"/> times the largest finite magnitude expected (times 1 where all are
    /// zero).</summary>
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
        throw new XunitException(
            $"{what}: element {worst} of {actual.Length} is {actual[worst]:g9}, expected {expected[worst]:g9}: off by " +
                                 $"{Distance(actual[worst], expected[worst]) / scale:g3} of the largest magnitude {scale:g3}, " +
                                 $"{tolerance:g3} is allowed.");
    }

    /// <summary>Every element within <paramref name="tolerance"/> times what its terms add up to: the largest of its channel, so that a
    /// small channel is not held by a large one's measure, and what cancels may be as far off as what it is made of lets it.</summary>
    public static void Terms(ReadOnlySpan<float> actual, double[] expected, double[] terms, int channels, double tolerance, string what)
    {
        if (actual.Length != expected.Length) throw new XunitException($"{what}: {actual.Length} came, {expected.Length} were expected.");
        var scales = new double[channels];
        for (var i = 0; i < terms.Length; i++) scales[i % channels] = Math.Max(scales[i % channels], terms[i]);
        for (var i = 0; i < expected.Length; i++)
            if (!(Distance(actual[i], expected[i]) <= Math.Max(tolerance * scales[i % channels], Nothing)))
                throw new XunitException($"{what}: element {i} of {actual.Length} is {actual[i]:g9}, expected {expected[i]:g9}: off by " +
                                         $"{Distance(actual[i], expected[i]) / scales[i % channels]:g3} of the terms of channel " +
                                         $"{i % channels}, {scales[i % channels]:g3}; {tolerance:g3} is allowed.");
    }

    // Infinite where one is not a number and the other is, or where infinities differ.
    static double Distance(double a, double e) =>
        a.Equals(e) ? 0 : double.IsFinite(a - e) ? Math.Abs(a - e) : double.PositiveInfinity;
}
