using Hornbill.Kernels;
using Xunit;

namespace Hornbill.Tests.Kernels;

public class TrigonometryTests
{
    [Fact]
    public void Sine_and_cosine_are_within_a_few_units_of_the_last_place()
    {
        for (var i = -40_000; i <= 40_000; i++)
        {
            var turns = i / 16384.0; // exact, so that the angle is off by its own rounding alone
            var (sin, cos) = Trigonometry.OfTurns(turns);
            var angle = 2 * Math.PI * (turns - Math.Round(turns));
            Assert.Equal(Math.Sin(angle), sin, 4e-16);
            Assert.Equal(Math.Cos(angle), cos, 4e-16);
        }
    }

    [Fact]
    public void Quarters_are_exact()
    {
        (double, double)[] quarters = [(0, 1), (1, 0), (0, -1), (-1, 0)];
        for (var i = -8; i <= 8; i++) Assert.Equal(quarters[((i % 4) + 4) % 4], Trigonometry.OfTurns(i / 4.0));
        Assert.Equal((0, 1), Trigonometry.OfTurns(1e300));
        Assert.Equal((double.NaN, double.NaN), Trigonometry.OfTurns(double.PositiveInfinity));
    }

    [Fact]
    public void Normal_numbers_have_their_moments()
    {
        const int Count = 100_000;
        var random = new Philox(3, Purpose.Augment);
        double[] z = [.. Enumerable.Range(0, Count).Select(i => random.Normal((ulong)i))];
        Assert.Equal(0, z.Average(), 4 / Math.Sqrt(Count));
        Assert.Equal(1, z.Average(v => v * v), 4 * Math.Sqrt(2.0 / Count));
        Assert.Equal(3, z.Average(v => v * v * v * v), 4 * Math.Sqrt(96.0 / Count));
        Assert.Equal(0.682689, z.Count(v => Math.Abs(v) < 1) / (double)Count, 4 * Math.Sqrt(0.25 / Count));
    }
}
