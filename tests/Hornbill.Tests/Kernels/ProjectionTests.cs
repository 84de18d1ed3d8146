using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Twin = Hornbill.Kernels.Reference.Projection;

namespace Hornbill.Tests.Kernels;

public unsafe class ProjectionTests
{
    [Fact]
    public void Forward_and_backward_follow_the_reference_at_every_length_and_width()
    {
        foreach (var width in SimdWidth.All)
            for (var length = 1; length <= 40; length++)
            {
                using var room = new GuardedRoom();
                float* x = room.Room(length), d = room.Room(length), dx = room.Room(length), z = room.Room(1);
                Fill(x, length, 1);
                Fill(d, length, 2);
                Fill(dx, length, 3);
                double[] before = [.. Copy(dx, length)], xs = [.. Copy(x, length)], ds = [.. Copy(d, length)];
                var a = new Projection.Arguments { X = x, Direction = d, Z = z, Length = length };
                Projection.Forward(&a);
                Close.Assert([*z], Twin.Forward(1, xs, ds), 1e-6);
                foreach (var accumulate in new[] { true, false })
                {
                    a = new() { X = dx, Direction = d, Z = z, Length = length, Accumulate = accumulate };
                    SimdWidth.Call<Projection.Backward, Projection.Arguments>(width, &a);
                    Close.Assert(Copy(dx, length), [.. Twin.Gradient([*z], ds).Zip(before, (g, b) => g + (accumulate ? b : 0))], 1e-6);
                }
            }
    }
}
