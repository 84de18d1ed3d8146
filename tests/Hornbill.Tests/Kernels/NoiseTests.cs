using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tests.Golden;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;

namespace Hornbill.Tests.Kernels;

public unsafe class NoiseTests
{
    [Fact]
    public void Forward_and_backward_drop_the_same_of_every_length()
    {
        for (var length = 0; length <= 40; length++)
        {
            using var room = new GuardedRoom();
            float* x = room.Room(length), y = room.Room(length), dy = room.Room(length), dx = room.Room(length);
            new Span<float>(x, length).Fill(3);
            Fill(dy, length, 1);
            new Span<float>(dx, length).Fill(1);
            var random = new Philox(9, Purpose.Dropout, place: 4, sample: 2);
            Apply(random, 0.4f, x, y, length, accumulate: false);
            Apply(random, 0.4f, dy, dx, length, accumulate: true);
            for (var i = 0; i < length; i++)
            {
                Assert.True(y[i] is 0 or (3 * (1 / (1 - 0.4f))));
                Assert.Equal(y[i] == 0 ? 1 : 1 + (dy[i] * (1 / (1 - 0.4f))), dx[i]);
            }
        }
    }

    [Theory]
    [InlineData(0.05f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Drops_its_share(float rate)
    {
        const int Count = 100_000;
        using var room = new GuardedRoom();
        float* x = room.Room(Count), y = room.Room(Count);
        new Span<float>(x, Count).Fill(1);
        for (uint sample = 0; sample < 4; sample++)
        {
            Apply(new Philox(1, Purpose.Dropout, 0, sample), rate, x, y, Count, false);
            var dropped = Copy(y, Count).Count(v => v == 0) / (double)Count;
            Assert.InRange(dropped, rate - (4 * Math.Sqrt(rate * (1 - rate) / Count)), rate + (4 * Math.Sqrt(rate * (1 - rate) / Count)));
        }
    }

    [Fact]
    public void Samples_steps_and_seeds_drop_their_own()
    {
        Philox[] all = [new(1, Purpose.Dropout), new(1, Purpose.Dropout, 1), new(1, Purpose.Dropout, 0, 1), new(2, Purpose.Dropout)];
        Assert.Distinct(all.Select(random =>
        {
            var x = stackalloc float[64];
            for (var i = 0; i < 64; i++) x[i] = 1;
            Apply(random, 0.5f, x, x, 64, false);
            return string.Concat(Copy(x, 64));
        }));
    }

    [Fact]
    public void All_widths_drop_the_same()
    {
        using var room = new GuardedRoom();
        float* x = room.Room(77), y = room.Room(77);
        Fill(x, 77, 1);
        Assert.Single(SimdWidth.All.Select(width =>
        {
            Apply(new Philox(3, Purpose.Dropout), 0.3f, x, y, 77, false, width);
            return string.Join(' ', Copy(y, 77));
        }).Distinct());
    }

    [Fact]
    public void Eight_counters_at_once_are_eight_one_by_one()
    {
        var random = new Philox(77, Purpose.Dropout, 5, 6);
        var words = stackalloc uint[Philox.Block];
        foreach (var block in new[] { 0u, 1u, 12345u })
        {
            random.Fill(block, words);
            for (var i = 0u; i < 8; i++)
            {
                random.Next((block * 8) + i, out var a, out var b, out var c, out var d);
                Assert.Equal((a, b, c, d), (words[i], words[i + 8], words[i + 16], words[i + 24]));
            }
        }
    }

    [Fact]
    public void Normal_numbers_are_the_quantiles_and_the_same_in_every_width()
    {
        var golden = GoldenData.Read("layers.json").GetProperty("normal");
        var words = golden.Ints("words").Select(w => (float)w).ToArray();
        var z = words.Select(Functions.Normal<float, Simd1>).ToArray();
        Close.Assert(z, golden.Doubles("quantiles"), 1e-6);
        fixed (float* word = words)
        {
            var of16 = stackalloc float[16];
            for (var i = 0; i + 16 <= words.Length; i += 16)
            {
                Simd512.Store(of16, Functions.Normal<System.Runtime.Intrinsics.Vector512<float>, Simd512>(Simd512.Load(word + i)));
                if (SameBits) AssertBits(z.AsSpan(i, 16), new(of16, 16), "normal numbers");
            }
        }
    }

    [Fact]
    public void Normal_noise_has_its_mean_and_deviation()
    {
        const int Count = 100_000;
        using var room = new GuardedRoom();
        float* x = room.Room(Count), added = room.Room(Count), multiplied = room.Room(Count);
        new Span<float>(x, Count).Fill(2);
        Apply<Noise.Added>(new(5, Purpose.Dropout), (0.5f, 0), x, added, Count, false);
        Apply<Noise.Multiplied>(new(5, Purpose.Dropout), (0.25f, 0), x, multiplied, Count, false);
        Assert.Equal(2, Doubles(added, Count).Average(), 4 * 0.5 / Math.Sqrt(Count));
        Assert.Equal(0.25, Doubles(added, Count).Average(v => (v - 2) * (v - 2)), 0.25 * 4 * Math.Sqrt(2.0 / Count));
        Close.Assert(Copy(multiplied, Count), Doubles(added, Count), 1e-6);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(33, 4)]
    [InlineData(64, 3)]
    public void Places_share_the_numbers_of_their_channels(int channels, int places)
    {
        using var room = new GuardedRoom();
        float* x = room.Room(channels * places), y = room.Room(channels * places), one = room.Room(channels);
        Fill(x, channels * places, 3);
        foreach (var width in SimdWidth.All)
        {
            Apply<Noise.Dropout>(new(8, Purpose.Dropout), Noise.Dropout.Settings(0.5f), x, y, channels, false, width, places);
            for (var p = 0; p < places; p++)
            {
                Apply<Noise.Dropout>(new(8, Purpose.Dropout), Noise.Dropout.Settings(0.5f), x + (p * channels), one, channels, false,
                    width);
                Assert.Equal(Copy(one, channels), Copy(y + (p * channels), channels));
            }
        }
    }

    static void Apply(Philox random, float rate, float* from, float* to, int length, bool accumulate, int? width = null) =>
        Apply<Noise.Dropout>(random, Noise.Dropout.Settings(rate), from, to, length, accumulate, width);

    static void Apply<R>(Philox random, (float P, float Q) settings, float* from, float* to, int length, bool accumulate, int? width = null,
        int places = 1)
        where R : struct, Noise.IRule
    {
        var a = new Noise.Arguments
        {
            Random = random, P = settings.P, Q = settings.Q, From = from, To = to, Places = places,
            Length = length, Accumulate = accumulate
        };
        SimdWidth.Call<Noise.Each<R>, Noise.Arguments>(width ?? SimdWidth.Best, &a);
    }
}
