using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Twin = Hornbill.Kernels.Reference.LinearUpSampling;

namespace Hornbill.Tests.Kernels;

public unsafe class LinearUpSamplingTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 3, 2, 5)]
    [InlineData(3, 5, 3, 17)]
    [InlineData(1, 4, 1, 3)]
    [InlineData(2, 2, 7, 33)]
    public void Kernels_are_the_references(int outer, int length, int factor, int inner)
    {
        const int Samples = 2, Gap = 3;
        int shorter = outer * length * inner, longer = shorter * factor;
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            float* x = room.Room((Samples * (shorter + Gap)) - Gap), y = room.Room((Samples * (longer + Gap)) - Gap);
            var a = new LinearUpSampling.Arguments
            {
                Samples = Samples, Outer = outer, Length = length, Factor = factor, Inner = inner,
                X = x, Y = y
            };
            (a.XSample, a.YSample) = (shorter + Gap, longer + Gap);
            Fill(x, (Samples * (shorter + Gap)) - Gap, 1);
            SimdWidth.Call<LinearUpSampling.Forward, LinearUpSampling.Arguments>(width, &a);
            for (var n = 0; n < Samples; n++)
                Close.Assert(Copy(y + (n * a.YSample), longer),
                    Twin.Forward(outer, length, factor, inner, Doubles(x + (n * a.XSample), shorter)), 2e-7, "y");
            Fill(y, (Samples * (longer + Gap)) - Gap, 2);
            new Span<float>(x, (Samples * (shorter + Gap)) - Gap).Fill(1);
            SimdWidth.Call<LinearUpSampling.InputGradient, LinearUpSampling.Arguments>(width, &a);
            for (var n = 0; n < Samples; n++)
                Close.Assert(Copy(x + (n * a.XSample), shorter),
                    [.. Twin.InputGradient(outer, length, factor, inner, Doubles(y + (n * a.YSample), longer)).Select(v => v + 1)],
                             KernelCases.Tolerance(2 * factor), "dx");
        }
    }
}
