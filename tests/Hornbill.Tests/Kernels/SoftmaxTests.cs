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
        Kernel.Forward(x, y, classes);
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
        Kernel.Forward(x, y, 3);
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
        Kernel.LogForward(x, y, classes);
        Close.Assert(Copy(y, classes), Twin.LogForward(1, classes, Doubles(x, classes)), 1e-6, "y");
        foreach (var accumulate in new[] { false, true })
        {
            new Span<float>(dx, classes).Fill(accumulate ? 0.5f : float.NaN);
            Kernel.LogGradient(y, dy, dx, classes, accumulate);
            var expected = Twin.LogGradient(classes, Doubles(y, classes), Doubles(dy, classes));
            Close.Assert(Copy(dx, classes), [.. expected.Select(v => accumulate ? v + 0.5 : v)], KernelCases.Tolerance(classes), "dx");
        }
    }

    [Fact]
    public void Logarithms_of_large_logits_are_finite()
    {
        var x = stackalloc float[] { 1e30f, -1e30f, 1e30f };
        var y = stackalloc float[3];
        Kernel.LogForward(x, y, 3);
        Close.Assert(Copy(y, 3), [-0.693147, -2e30, -0.693147], 1e-6);
    }
}
