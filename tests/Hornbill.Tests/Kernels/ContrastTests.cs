using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tests.Golden;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Kernel = Hornbill.Kernels.Contrast;
using Twin = Hornbill.Kernels.Reference.Contrast;

namespace Hornbill.Tests.Kernels;

public unsafe class ContrastTests
{
    [Fact]
    public void Golden_values_and_gradients_agree()
    {
        var at = 0;
        foreach (var g in GoldenData.Read("images.json").GetProperty("tones").EnumerateArray())
        {
            if (g.Ints("shape") is not [var h, var w, var c]) throw new InvalidDataException();
            var (x, dy) = (GoldenData.Signed(7700 + at, h * w * c, 1), GoldenData.Signed(7720 + at++, h * w * c, 1));
            double Of(string name) => g.GetProperty(name).GetDouble();
            Close.Assert(Twin.Forward(c, x, Of("scale"), Of("shift"), Of("low"), Of("high")), g.Doubles("y"), 1e-11, "y");
            Close.Assert(Twin.InputGradient(c, x, dy, Of("scale"), Of("shift"), Of("low"), Of("high")), g.Doubles("dx"), 1e-11, "dx");
        }
    }

    [Theory]
    [InlineData(1, 1, 1.7f, 0f)]
    [InlineData(61, 1, 0.4f, 0f)]
    [InlineData(23, 3, 1.5f, 0f)]
    [InlineData(40, 3, 1f, 0.3f)]
    [InlineData(9, 21, 2f, 0f)]
    [InlineData(9, 16, 1f, -0.4f)]
    public void Values_and_gradients_are_the_references_for_every_width(int pixels, int channels, float scale, float shift)
    {
        var n = pixels * channels;
        using var room = new GuardedRoom();
        float* x = room.Room(n), y = room.Room(n), dy = room.Room(n), dx = room.Room(n);
        Fill(x, n, 1);
        Fill(dy, n, 2);
        var expectedY = Twin.Forward(channels, Doubles(x, n), scale, shift, -0.5f, 0.75f);
        var expectedDx = Twin.InputGradient(channels, Doubles(x, n), Doubles(dy, n), scale, shift, -0.5f, 0.75f);
        (float[] Y, float[] Dx)? first = null;
        foreach (var width in SimdWidth.All)
        {
            var workspace = room.Room(Kernel.Workspace(channels, width));
            Run(x, null, y, accumulate: false);
            Close.Assert(Copy(y, n), expectedY, 1e-6, "y");
            Run(x, dy, dx, accumulate: false);
            var once = Copy(dx, n);
            Close.Assert(once, expectedDx, 1e-6, "dx");
            Run(x, dy, dx, accumulate: true);
            Close.Assert(Copy(dx, n), [.. expectedDx.Select(d => 2 * d)], 1e-6, "dx added");
            first ??= (Copy(y, n), once);
            if (!SameBits) continue;
            AssertBits(first.Value.Y, Copy(y, n), $"y, width {width}");
            AssertBits(first.Value.Dx, once, $"dx, width {width}");

            void Run(float* x, float* gradient, float* to, bool accumulate)
            {
                var a = new Kernel.Arguments
                {
                    Pixels = pixels,
                    Channels = channels,
                    Scale = scale,
                    Shift = shift,
                    Low = -0.5f,
                    High = 0.75f,
                    X = x,
                    Gradient = gradient,
                    To = to,
                    Accumulate = accumulate,
                    Workspace = workspace,
                };
                Kernel.Run(width, &a);
            }
        }
    }
}
