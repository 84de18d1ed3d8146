using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Kernel = Hornbill.Kernels.MaxPooling;
using Twin = Hornbill.Kernels.Reference.MaxPooling;

namespace Hornbill.Tests.Kernels;

public unsafe class MaxPoolingTests
{
    const int Gap = 2;

    public static TheoryData<string> Names => [.. KernelCases.Poolings.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_are_the_references(string name)
    {
        var c = KernelCases.Poolings.Single(p => p.Name == name);
        var (s, z) = (c.Shape, c.Size);
        int xRow = (c.Width * c.Channels) + Gap, yRow = (z.OutWidth * c.Channels) + Gap, argmaxSample = z.OutHeight * z.OutWidth * c.Channels;
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            float* x = room.Room(c.Samples * c.Height * xRow), y = room.Room(c.Samples * z.OutHeight * yRow);
            var argmax = (byte*)room.Room((s.OutElements + 3) / 4);
            for (var i = 0; i < c.Samples * c.Height * xRow; i++) x[i] = (int)(Golden.GoldenData.Word(5, i) % 9) - 4; // some are equal
            var a = new Kernel.Arguments
            {
                Size = z,
                Samples = c.Samples,
                X = x,
                Y = y,
                XSample = c.Height * xRow,
                XRow = xRow,
                YSample = z.OutHeight * yRow,
                YRow = yRow,
                Argmax = argmax,
                ArgmaxSample = argmaxSample,
            };
            SimdWidth.Run<Kernel.Forward, Kernel.Arguments>(width, &a);
            var (expected, index) = Twin.Forward(s, Doubles(Rows(x, c.Samples, a.XSample, c.Height, xRow, c.Width * c.Channels)));
            Close.Assert(Rows(y, c.Samples, a.YSample, z.OutHeight, yRow, z.OutWidth * c.Channels), expected, 0, $"y, width {width}");
            Assert.Equal(index, new ReadOnlySpan<byte>(argmax, s.OutElements).ToArray().Select(b => (int)b));
            for (var r = 1; r <= c.Samples * z.OutHeight; r++) Assert.Equal((0f, 0f), (y[(r * yRow) - 2], y[(r * yRow) - 1]));

            FillSparse(y, c.Samples * z.OutHeight * yRow, 6);
            var dy = Doubles(Rows(y, c.Samples, a.YSample, z.OutHeight, yRow, z.OutWidth * c.Channels));
            var dx = Twin.InputGradient(s, dy, index);
            foreach (var fresh in new[] { true, false })
            {
                new Span<float>(x, c.Samples * c.Height * xRow).Fill(3);
                a.Fresh = fresh;
                SimdWidth.Run<Kernel.InputGradient, Kernel.Arguments>(width, &a);
                Close.Assert(Rows(x, c.Samples, a.XSample, c.Height, xRow, c.Width * c.Channels), [.. dx.Select(v => fresh ? v : v + 3)], 1e-6, $"dx, width {width}");
                for (var r = 1; r <= c.Samples * c.Height; r++) Assert.Equal((3f, 3f), (x[(r * xRow) - 2], x[(r * xRow) - 1]));
            }
        }
    }
}
