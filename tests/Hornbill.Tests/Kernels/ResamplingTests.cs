using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Graph;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using static Hornbill.Tests.Kernels.Reference.Differences;
using Kernel = Hornbill.Kernels.Resampling;
using Twin = Hornbill.Kernels.Reference.Resampling;

namespace Hornbill.Tests.Kernels;

public unsafe class ResamplingTests
{
    const double Tolerance = 1e-6;

    // Interpolation, height and width taken, image's, and wanted.
    static readonly (string Interpolation, int TakenH, int TakenW, int H, int W, int OutH, int OutW)[] Cases =
    [
        .. ResamplingAxis.Interpolations.Select(i => (i, 5, 7, 5, 7, 8, 4)),
        .. ResamplingAxis.Interpolations.Select(i => (i, 4, 3, 6, 5, 2, 3)),
        .. ResamplingAxis.Interpolations.Select(i => (i, 12, 4, 2, 4, 5, 6)),
        ("bilinear", 1, 1, 1, 1, 3, 2),
    ];

    [Fact]
    public void Values_and_gradients_are_the_references_for_every_width()
    {
        foreach (var c in Cases)
            foreach (var channels in new[] { 1, 3, 18 })
            {
                var (rows, columns) = Axes(c);
                int ins = c.H * c.W * channels, outs = c.OutH * c.OutW * channels;
                using var room = new GuardedRoom();
                float* x = room.Room(ins), y = room.Room(outs), dx = room.Room(ins), dy = room.Room(outs), workspace =
                    room.Room(c.W * channels);
                Fill(x, ins, 1);
                Fill(dy, outs, 2);
                var (r, q) = (ResampleTwin.Matrix(rows, c.H), ResampleTwin.Matrix(columns, c.W));
                var (expectedY, expectedDx) = (Twin.Forward(r, q, channels, Doubles(x, ins), 0.7),
                    Twin.InputGradient(r, q, channels, Doubles(dy, outs)));
                float[]? first = null;
                foreach (var width in SimdWidth.All)
                {
                    Run(rows, columns, c, channels, x, y, workspace, back: false, fresh: true, width);
                    Close.Assert(Copy(y, outs), expectedY, Tolerance, $"{c}: y");
                    new Span<float>(dx, ins).Fill(5);
                    Run(rows, columns, c, channels, dx, dy, workspace, back: true, fresh: true, width);
                    Close.Assert(Copy(dx, ins), expectedDx, Tolerance, $"{c}: dx");
                    Run(rows, columns, c, channels, dx, dy, workspace, back: true, fresh: false, width);
                    Close.Assert(Copy(dx, ins), [.. expectedDx.Select(d => 2 * d)], Tolerance, $"{c}: dx added");
                    first ??= Copy(y, outs);
                    if (SameBits) AssertBits(first, Copy(y, outs), $"{c}: y, width {width}");
                }
            }
    }

    [Fact]
    public void The_references_gradient_is_that_of_differences()
    {
        foreach (var c in Cases)
        {
            var (rows, columns) = Axes(c);
            var (r, q) = (ResampleTwin.Matrix(rows, c.H), ResampleTwin.Matrix(columns, c.W));
            var (x, dy) = (GoldenData.Signed(3, c.H * c.W * 2, 1), GoldenData.Signed(4, c.OutH * c.OutW * 2, 1));
            Close.Assert(Twin.InputGradient(r, q, 2, dy), Gradient(x, x => Dot(Twin.Forward(r, q, 2, x, 0.7), dy)), 1e-9, $"{c}");
        }
    }

    [Fact]
    public void Shares_add_up_to_one_and_nearest_is_a_copy()
    {
        foreach (var interpolation in ResamplingAxis.Interpolations)
            for (var outputs = 1; outputs < 30; outputs++)
            {
                var axis = new ResamplingAxis(interpolation, 13, outputs, 13);
                for (var o = 0; o < outputs; o++)
                {
                    Assert.InRange(axis.First[o], 0, 12);
                    Assert.InRange(axis.First[o] + axis.Count[o], 1, 13);
                    Assert.Equal(1, axis.Shares.AsSpan(axis.Start[o], axis.Count[o]).ToArray().Sum(), 1e-6);
                    Assert.Equal(1, axis.Inside[o]);
                }
                if (interpolation == "nearest") Assert.Equal(Enumerable.Repeat(1f, outputs), axis.Shares);
            }
    }

    static (ResamplingAxis Rows, ResamplingAxis Columns) Axes(
        (string Interpolation, int TakenH, int TakenW, int H, int W, int OutH, int OutW) c) =>
        (new(c.Interpolation, c.TakenH, c.OutH, c.H, (c.TakenH - c.H) / 2),
            new(c.Interpolation, c.TakenW, c.OutW, c.W, (c.TakenW - c.W) / 2));

    static void Run(ResamplingAxis r, ResamplingAxis c, (string, int, int, int H, int W, int OutH, int OutW) size, int channels, float* x,
        float* y,
                    float* workspace, bool back, bool fresh, int width)
    {
        var a = new Kernel.Arguments
        {
            InHeight = size.H,
            InWidth = size.W,
            OutHeight = size.OutH,
            OutWidth = size.OutW,
            Channels = channels,
            FillValue = 0.7f,
            X = x,
            Y = y,
            Workspace = workspace,
            Fresh = fresh,
        };
        Kernel.Run(width, back, r, c, &a);
    }
}
