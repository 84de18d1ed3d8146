using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Kernel = Hornbill.Kernels.Softmax;
using Twin = Hornbill.Kernels.Reference.Softmax;

namespace Hornbill.Tests.Kernels;

public unsafe class SoftmaxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(37)]
    [InlineData(1000)]
    public void Kernels_are_the_references(int classes)
    {
        using var room = new GuardedRoom();
        float* x = room.Room(classes), y = room.Room(classes), dy = room.Room(classes), dx = room.Room(classes);
        Fill(x, classes, 1);
        for (var c = 0; c < classes; c++) x[c] *= 20;
        Fill(dy, classes, 2);
        Kernel.Forward(x, y, classes, SimdWidth.Best);
        var p = Twin.Forward(1, classes, Doubles(x, classes));
        Close.Assert(Copy(y, classes), p, KernelCases.Tolerance(classes), "y");
        Assert.Equal(1, Doubles(y, classes).Sum(), KernelCases.Tolerance(classes));
        foreach (var accumulate in new[] { false, true })
        {
            new Span<float>(dx, classes).Fill(accumulate ? 0.5f : float.NaN);
            Kernel.Gradient(y, dy, dx, classes, accumulate);
            var expected = Twin.Gradient(1, classes, Doubles(y, classes), Doubles(dy, classes));
            for (var c = 0; c < classes; c++) Assert.Equal(expected[c] + (accumulate ? 0.5 : 0), dx[c], 4e-7);
        }
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        var x = stackalloc float[] { 1e30f, -1e30f, 1e30f };
        var y = stackalloc float[3];
        Kernel.Forward(x, y, 3, SimdWidth.Best);
        Assert.Equal([0.5f, 0, 0.5f], Copy(y, 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Logarithms_are_the_references(int classes)
    {
        using var room = new GuardedRoom();
        float* x = room.Room(classes), y = room.Room(classes), dy = room.Room(classes), dx = room.Room(classes);
        Fill(x, classes, 1);
        for (var c = 0; c < classes; c++) x[c] *= 20;
        Fill(dy, classes, 2);
        Kernel.LogForward(x, y, classes, SimdWidth.Best);
        Close.Assert(Copy(y, classes), Twin.LogForward(1, classes, Doubles(x, classes)), 1e-6, "y");
        foreach (var accumulate in new[] { false, true })
        {
            new Span<float>(dx, classes).Fill(accumulate ? 0.5f : float.NaN);
            Kernel.LogGradient(y, dy, dx, classes, accumulate, SimdWidth.Best);
            var expected = Twin.LogGradient(classes, Doubles(y, classes), Doubles(dy, classes));
            Close.Assert(Copy(dx, classes), [.. expected.Select(v => accumulate ? v + 0.5 : v)], KernelCases.Tolerance(classes), "dx");
        }
    }

    [Fact]
    public void Logarithms_of_large_logits_are_finite()
    {
        var x = stackalloc float[] { 1e30f, -1e30f, 1e30f };
        var y = stackalloc float[3];
        Kernel.LogForward(x, y, 3, SimdWidth.Best);
        Close.Assert(Copy(y, 3), [-0.693147, -2e30, -0.693147], 1e-6);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(21)]
    [InlineData(1000)]
    public void Bits_are_the_same_on_every_width(int classes)
    {
        using var room = new GuardedRoom();
        float* x = room.Room(classes), y = room.Room(classes), z = room.Room(classes), dx = room.Room(classes);
        Fill(x, classes, 1);
        for (var c = 0; c < classes; c++) x[c] *= 20;
        float[][]? first = null;
        foreach (var width in SimdWidth.All)
        {
            Kernel.Forward(x, y, classes, width);
            Kernel.LogForward(x, z, classes, width);
            Kernel.LogGradient(z, x, dx, classes, false, width);
            float[][] all = [Copy(y, classes), Copy(z, classes), Copy(dx, classes)];
            first ??= all;
            if (!SameBits && width <= 4) continue;
            foreach (var (i, bits) in all.Index()) AssertBits(first[i], bits, $"width {width}");
        }
    }
}
