using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;

namespace Hornbill.Tests.Kernels;

public unsafe class BiasTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 4, 5, 7)]
    [InlineData(2, 2, 3, 33)]
    [InlineData(4, 6, 9, 16)]
    public void The_gradient_is_the_sum_over_places_that_are_alive(int samples, int rows, int places, int channels)
    {
        var (length, row) = (places * channels, (places * channels) + 2);
        foreach (var width in SimdWidth.All)
            foreach (var relu in new[] { false, true })
            {
                using var room = new GuardedRoom();
                float* dy = room.Room(samples * rows * row), y = room.Room(samples * rows * row), sums = room.Room(channels), workspace =
                    room.Room(length);
                Fill(dy, samples * rows * row, 1);
                Fill(y, samples * rows * row, 2);
                Fill(sums, channels, 3);
                var g = Doubles(Numbers.Rows(dy, samples, rows * row, rows, row, length));
                var v = Doubles(Numbers.Rows(y, samples, rows * row, rows, row, length));
                var expected = Doubles(sums, channels);
                for (var i = 0; i < g.Length; i++) expected[i % channels] += relu && v[i] <= 0 ? 0 : g[i];
                var a = new Bias.GradientArguments
                {
                    Size = new(samples, rows, length),
                    Channels = channels,
                    Dy = new(dy, rows * row, row),
                    Y = relu ? new(y, rows * row, row) : default,
                    Sums = sums,
                    Row = workspace,
                };
                SimdWidth.Call<Bias.Gradient, Bias.GradientArguments>(width, &a);
                Close.Assert(Copy(sums, channels), expected, KernelCases.Tolerance(samples * rows * places), $"width {width}");
                a.Fresh = true;
                new Span<float>(sums, channels).Fill(float.NaN);
                SimdWidth.Call<Bias.Gradient, Bias.GradientArguments>(width, &a);
                Assert.DoesNotContain(float.NaN, Copy(sums, channels));
            }
    }

    [Fact]
    public void Channels_are_spread_and_folded_taken_and_given()
    {
        using var room = new GuardedRoom();
        float* two = room.Room(6), four = room.Room(12);
        for (var i = 0; i < 6; i++) two[i] = i + 1;
        Channels.Repeat.Run(two, 2, four, 4, 3, 0, false);
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], Copy(four, 12));
        Channels.SumRepeats.Run(four, 4, two, 2, 3, 0, true);
        Assert.Equal([3, 6, 9, 12, 15, 18], Copy(two, 6));
        Channels.Take.Run(four, 4, two, 2, 3, 1, false);
        Assert.Equal([1, 2, 3, 4, 5, 6], Copy(two, 6));
        Channels.Give.Run(two, 2, four, 4, 3, 2, true);
        Assert.Equal([1, 1, 3, 4, 3, 3, 7, 8, 5, 5, 11, 12], Copy(four, 12));
        Channels.Spread(two, 2, 3, four, 2);
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], Copy(four, 12));
        Channels.Fold(four, 2, 3, two, 2);
        Assert.Equal([3, 6, 9, 12, 15, 18], Copy(two, 6));
    }
}
