using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Twin = Hornbill.Kernels.Reference.Dot;

namespace Hornbill.Tests.Kernels;

public unsafe class DotTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 100)]
    [InlineData(3, 2, 16)]
    [InlineData(2, 5, 33)]
    public void Kernels_are_the_references(int rows, int columns, int length)
    {
        const int Samples = 2;
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            int m = Samples * rows * length, n = Samples * columns * length, p = Samples * rows * columns;
            float* a = room.Room(m), b = room.Room(n), c = room.Room(p), da = room.Room(m), db = room.Room(n);
            Fill(a, m, 1);
            Fill(b, n, 2);
            var s = new Dot.Arguments { Samples = Samples, Rows = rows, Columns = columns, Length = length, A = a, B = b, C = c };
            (s.ASample, s.BSample, s.CSample) = (rows * length, columns * length, rows * columns);
            SimdWidth.Call<Dot.Forward, Dot.Arguments>(width, &s);
            var (x, y) = (Doubles(a, m), Doubles(b, n));
            Close.Assert(Copy(c, p), Twin.Forward(Samples, rows, columns, length, x, y), KernelCases.Tolerance(length), "c");
            Fill(c, p, 3);
            var (dx, dy) = Twin.Gradient(Samples, rows, columns, length, x, y, Doubles(c, p));
            foreach (var accumulate in new[] { false, true })
            {
                new Span<float>(da, m).Fill(accumulate ? 2 : float.NaN);
                new Span<float>(db, n).Fill(accumulate ? 2 : float.NaN);
                s.Accumulate = accumulate;
                var (first, second) = (s, s);
                first.A = da;
                second.B = db;
                SimdWidth.Call<Dot.FirstGradient, Dot.Arguments>(width, &first);
                SimdWidth.Call<Dot.SecondGradient, Dot.Arguments>(width, &second);
                Close.Assert(Copy(da, m), [.. dx.Select(v => accumulate ? v + 2 : v)], KernelCases.Tolerance(columns), "da");
                Close.Assert(Copy(db, n), [.. dy.Select(v => accumulate ? v + 2 : v)], KernelCases.Tolerance(rows), "db");
            }
        }
    }

    [Fact]
    public void Vectors_of_no_length_stay_so_and_their_gradient_is_finite()
    {
        float* x = stackalloc float[3], y = stackalloc float[3], dy = stackalloc float[] { 1, -2, 0 }, dx = stackalloc float[3];
        UnitLength.Forward(x, y, 3);
        Assert.Equal([0f, 0f, 0f], Copy(y, 3));
        UnitLength.Gradient(x, y, dy, dx, 3, accumulate: false);
        Assert.Equal([1e6f, -2e6f, 0f], Copy(dx, 3));
        (x[0], x[1], x[2]) = (3e20f, 0, -4e20f);
        UnitLength.Forward(x, y, 3);
        Close.Assert(Copy(y, 3), [0.6, 0, -0.8], 1e-6);
    }
}
