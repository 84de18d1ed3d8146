using Hornbill.Kernels;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Kernel = Hornbill.Kernels.Erasing;
using Twin = Hornbill.Kernels.Reference.Erasing;

namespace Hornbill.Tests.Kernels;

public unsafe class ErasingTests
{
    const int H = 6, W = 5, C = 3, N = H * W * C;

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 2, 4, 4)]
    [InlineData(0, 0, H, W)]
    [InlineData(5, 4, 6, 5)]
    [InlineData(2, 3, 3, 3)]
    public void Values_and_gradients_are_the_references(int top, int left, int bottom, int right)
    {
        using var room = new GuardedRoom();
        float* x = room.Room(N), y = room.Room(N), dy = room.Room(N), dx = room.Room(N);
        Fill(x, N, 1);
        Fill(dy, N, 2);
        new Span<float>(dx, N).Fill(5);
        foreach (var noise in new[] { false, true })
        {
            var a = new Kernel.Arguments
            {
                Height = H, Width = W, Channels = C, Top = top, Left = left, Bottom = bottom, Right = right, From = x, To = y, Value = 9,
                Noise = noise,
                Random = new(4, Purpose.Augment, 5, 6), Deviation = 2, Low = -1, High = 1.5f,
            };
            Kernel.Forward(&a);
            var random = a.Random;
            double Noise(int i) => noise ? (float)Math.Clamp(2 * (float)random.Normal((ulong)i + 8), -1, 1.5) : 9;
            Close.Assert(Copy(y, N), Twin.Forward(W, C, top, left, bottom, right, Doubles(x, N), Noise), 0, "y");
            a.From = dy;
            a.To = dx;
            var expected = Twin.InputGradient(W, C, top, left, bottom, right, Doubles(dy, N));
            Kernel.InputGradient(&a, accumulate: false);
            Close.Assert(Copy(dx, N), expected, 0, "dx");
            Kernel.InputGradient(&a, accumulate: true);
            Close.Assert(Copy(dx, N), [.. expected.Select(d => 2 * d)], 0, "dx added");
        }
    }
}
