using Hornbill.Kernels;
using Hornbill.Kernels.Reference;
using Hornbill.Simd;
using Hornbill.Tests.Golden;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using static Hornbill.Tests.Kernels.Reference.Differences;
using Kernel = Hornbill.Kernels.Warp;
using Twin = Hornbill.Kernels.Reference.Warp;

namespace Hornbill.Tests.Kernels;

public unsafe class WarpTests
{
    const double Tolerance = 1e-6;

    static readonly AffineMap[] Maps =
    [
        new(1, 0, 0, 0, 1, 0),
        AffineMap.Rotation(5, 6, 0.07),
        AffineMap.About(5, 6, 0.3, 0.1, -0.2, 1.4),
        new(-1.913, 0.317, 14.2, 0.457, 2.131, -9.31),
        new(0, 0, -40, 0, 0, 3),
    ];

    static IEnumerable<WarpShape> Shapes =>
        from map in Maps
        from fill in Enum.GetValues<Fill>()
        from bilinear in new[] { true, false }
        from c in new[] { 1, 3, 8, 21 }
        select new WarpShape(5, 6, c, c == 3 ? 4 : 5, c == 3 ? 7 : 6, map, fill, 0.7, bilinear);

    [Fact]
    public void Values_and_gradients_are_the_references_for_every_width()
    {
        foreach (var s in Shapes)
        {
            int ins = s.Height * s.Width * s.Channels, outs = s.OutHeight * s.OutWidth * s.Channels;
            using var room = new GuardedRoom();
            float* x = room.Room(ins), y = room.Room(outs), dx = room.Room(ins), dy = room.Room(outs);
            Fill(x, ins, 1);
            Fill(dy, outs, 2);
            var expected = (Y: Twin.Forward(s, Doubles(x, ins)), Dx: Twin.InputGradient(s, Doubles(dy, outs)));
            (float[] Y, float[] Dx)? first = null;
            foreach (var width in SimdWidth.All)
            {
                Run(s, x, y, back: false, fresh: true, width);
                Close.Assert(Copy(y, outs), expected.Y, Tolerance, $"{s}: y");
                new Span<float>(dx, ins).Fill(5);
                Run(s, dx, dy, back: true, fresh: true, width);
                var once = Copy(dx, ins);
                Close.Assert(once, expected.Dx, Tolerance, $"{s}: dx");
                Run(s, dx, dy, back: true, fresh: false, width);
                Close.Assert(Copy(dx, ins), [.. expected.Dx.Select(d => 2 * d)], Tolerance, $"{s}: dx added");
                first ??= (Copy(y, outs), once);
                if (!SameBits) continue;
                AssertBits(first.Value.Y, Copy(y, outs), $"{s}: y, width {width}");
                AssertBits(first.Value.Dx, once, $"{s}: dx, width {width}");
            }
        }
    }

    [Fact]
    public void The_references_gradient_is_that_of_differences()
    {
        foreach (var s in Shapes.Where(s => s.Channels == 3))
        {
            var (x, dy) = (GoldenData.Signed(3, s.Height * s.Width * s.Channels, 1),
                GoldenData.Signed(4, s.OutHeight * s.OutWidth * s.Channels, 1));
            Close.Assert(Twin.InputGradient(s, dy), Gradient(x, x => Dot(Twin.Forward(s, x), dy)), 1e-9, $"{s}");
        }
    }

    [Fact]
    public void Golden_values_agree()
    {
        foreach (var g in GoldenData.Read("images.json").GetProperty("warps").EnumerateArray())
        {
            if (g.Doubles("map") is not [var xx, var xy, var x0, var yx, var yy, var y0]) throw new InvalidDataException();
            var fill = Enum.Parse<Fill>(g.GetProperty("mode").GetString()!, ignoreCase: true);
            var s = new WarpShape(5, 6, 2, 6, 7, new(xx, xy, x0, yx, yy, y0), fill, g.GetProperty("fill").GetDouble(),
                g.GetProperty("bilinear").GetBoolean());
            Close.Assert(Twin.Forward(s, GoldenData.Signed(7600, 60, 1)), g.Doubles("y"), 1e-11, $"{s}");
        }
    }

    [Fact]
    public void Places_that_no_map_should_make_are_filled_and_crash_nothing()
    {
        var x = stackalloc float[] { 1, 2, 3, 4 };
        var y = stackalloc float[4];
        foreach (var odd in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, 1e17 })
            foreach (var fill in Enum.GetValues<Fill>())
                foreach (var bilinear in new[] { true, false })
                {
                    var s = new WarpShape(2, 2, 1, 2, 2, new(odd, 0, odd, 1, odd, odd), fill, 0, bilinear);
                    Run(s, x, y, back: false, fresh: true, 8);
                    Run(s, y, x, back: true, fresh: true, 8);
                }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    public void A_mirrored_image_is_copied_to_the_bit_and_back(int channels)
    {
        const int H = 4, W = 7;
        var n = H * W * channels;
        using var room = new GuardedRoom();
        float* x = room.Room(n), y = room.Room(n), back = room.Room(n);
        Fill(x, n, 5);
        x[3] = float.PositiveInfinity;
        var s = new WarpShape(H, W, channels, H, W, AffineMap.About(H, W, -1, 0, 0, 1), Hornbill.Kernels.Fill.Nearest, 0, Bilinear: false);
        Run(s, x, y, back: false, fresh: true, 8);
        for (var i = 0; i < n; i++)
            Assert.Equal(x[(((i / channels / W * W) + W - 1 - (i / channels % W)) * channels) + (i % channels)], y[i]);
        Run(s, back, y, back: true, fresh: true, 8);
        AssertBits(Copy(x, n), Copy(back, n), "there and back");
    }

    static void Run(WarpShape s, float* x, float* y, bool back, bool fresh, int width)
    {
        var a = new Kernel.Arguments
        {
            InHeight = s.Height,
            InWidth = s.Width,
            OutHeight = s.OutHeight,
            OutWidth = s.OutWidth,
            Channels = s.Channels,
            Map = s.Map,
            Fill = s.Fill,
            FillValue = (float)s.FillValue,
            Bilinear = s.Bilinear,
            X = x,
            Y = y,
            Fresh = fresh,
        };
        Kernel.Run(width, back, &a);
    }
}
