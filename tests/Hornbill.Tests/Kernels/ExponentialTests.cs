using Hornbill.Kernels;
using Xunit;

namespace Hornbill.Tests.Kernels;

public class ExponentialTests
{
    const double MostUlps = 1;

    [Fact]
    public void Exp_is_within_an_ulp()
    {
        for (var i = 0; i < 400_000; i++) AssertExp((i - 200_000) * 5.5e-4f);
        foreach (var tiny in new[] { 1e-45f, -1e-45f, 1e-20f, -1e-8f, 6e-8f, 0f, -0f }) AssertExp(tiny);
    }

    [Fact]
    public void Exp_of_extremes()
    {
        foreach (var x in new[] { 88.72283f, 88.722839f, 88.73f, 89f, 89.1f, 1e30f, float.PositiveInfinity, -87.33f, -87.34f, -103.2f,
            -103.97f, -103.98f, -104.1f, -1e30f, float.NegativeInfinity })
            AssertExp(x);
        Assert.Equal(float.NaN, Exponential.Of(float.NaN));
        Assert.Equal(1f, Exponential.Of(0));
        Assert.Equal(0f, Exponential.Of(float.NegativeInfinity));
    }

    [Fact]
    public void Log_is_within_an_ulp()
    {
        // Steps over all exponents, denormals among them, and closely around 1.
        for (long bits = 1; bits < 0x7F800000; bits += 5003) AssertLog(BitConverter.Int32BitsToSingle((int)bits));
        for (var i = -2000; i < 2000; i++) AssertLog(BitConverter.Int32BitsToSingle(0x3F800000 + i));
        foreach (var x in new[] { float.Epsilon, 1.17549435e-38f, float.MaxValue, 1.4142135f, 1.4142137f, 0.70710677f,
            0.7071068f }) AssertLog(x);
    }

    [Fact]
    public void Log_of_what_has_none()
    {
        Assert.Equal(float.NegativeInfinity, Exponential.Log(0));
        Assert.Equal(float.NegativeInfinity, Exponential.Log(-0f));
        Assert.Equal(float.NaN, Exponential.Log(-1));
        Assert.Equal(float.NaN, Exponential.Log(float.NegativeInfinity));
        Assert.Equal(float.NaN, Exponential.Log(float.NaN));
        Assert.Equal(float.PositiveInfinity, Exponential.Log(float.PositiveInfinity));
        Assert.Equal(0f, Exponential.Log(1));
    }

    static void AssertExp(float x) => AssertUlps(Exponential.Of(x), Math.Exp(x), $"exp {x:g9}");

    static void AssertLog(float x) => AssertUlps(Exponential.Log(x), Math.Log(x), $"log {x:g9}");

    static void AssertUlps(float actual, double expected, string what)
    {
        var rounded = (float)expected;
        if (rounded.Equals(actual)) return;
        var ulp = Math.Max(float.Epsilon, Math.Abs((double)MathF.BitIncrement(Math.Abs(rounded)) - Math.Abs(rounded)));
        if (!(Math.Abs(actual - expected) <= MostUlps * ulp)) Assert.Fail(
            $"{what} is {actual:g9}, expected {expected:g9}: {(actual - expected) / ulp:g3} ulps.");
    }
}
