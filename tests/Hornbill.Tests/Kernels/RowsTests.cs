using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Kernel = Hornbill.Kernels.Rows;

namespace Hornbill.Tests.Kernels;

public unsafe class RowsTests
{
    const float Rim = -9;

    [Fact]
    public void Copies_between_rims_of_every_length() => Every<Kernel.Copy>((x, _) => x);

    [Fact]
    public void Relu_of_every_length() => Every<Kernel.Relu>((x, _) => x > 0 ? x : 0);

    [Fact]
    public void Relus_gradient_of_every_length() => Every<Kernel.ReluGradient>((x, mask) => mask > 0 ? x : 0);

    [Fact]
    public void Relu_lets_through_what_is_not_a_number()
    {
        var x = stackalloc float[19];
        var y = stackalloc float[19];
        foreach (var width in SimdWidth.All)
        {
            for (var i = 0; i < 19; i++) x[i] = (i % 4) switch
            {
                0 => float.NaN,
                1 => float.NegativeInfinity,
                2 => -0f,
                _ =>
                float.PositiveInfinity
            };
            var a = new Kernel.Arguments { Size = new(1, 1, 19), A = new(x, 0, 0), To = new(y, 0, 0) };
            SimdWidth.Call<Kernel.Each<Kernel.Relu>, Kernel.Arguments>(width, &a);
            for (var i = 0; i < 19; i++) Assert.Equal((i % 4) switch { 0 => float.NaN, 3 => float.PositiveInfinity, _ => 0 }, y[i]);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 2, 3, 1)]
    [InlineData(2, 0, 0, 1)]
    [InlineData(0, 1, 0, 0)]
    public void The_rim_is_cleared_and_nothing_else(int top, int left, int bottom, int right)
    {
        const int Height = 4, Width = 5, Channels = 3;
        using var room = new GuardedRoom();
        var stride = (Width + left + right) * Channels;
        var floats = (Height + top + bottom) * stride;
        var p = room.Room(floats);
        new Span<float>(p, floats).Fill(Rim);
        Kernel.ClearRim(p, floats, (top * stride) + (left * Channels), Height, Width * Channels, stride);
        for (var i = 0; i < floats; i++)
        {
            var inside = (i / stride) - top is >= 0 and < Height && (i % stride / Channels) - left is >= 0 and < Width;
            Assert.Equal(inside ? Rim : 0, p[i]);
        }
    }

    static void Every<O>(Func<float, float, float> expected) where O : struct, Kernel.IOperation
    {
        for (var length = 1; length <= 70; length++)
            foreach (var width in SimdWidth.All)
                foreach (var accumulate in new[] { false, true })
                {
                    const int Samples = 2, Height = 3;
                    using var room = new GuardedRoom();
                    int fromRow = length + 2, toRow = length + 1, maskRow = length;
                    float* from = room.Room(Samples * Height * fromRow), to = room.Room(Samples * Height * toRow), mask =
                        room.Room(Samples * Height * maskRow);
                    Fill(from, Samples * Height * fromRow, 1);
                    FillSparse(mask, Samples * Height * maskRow, 3);
                    new Span<float>(to, Samples * Height * toRow).Fill(Rim);
                    var a = new Kernel.Arguments
                    {
                        Size = new(Samples, Height, length),
                        A = new(from, Height * fromRow, fromRow),
                        B = new(mask, Height * maskRow, maskRow),
                        To = new(to, Height * toRow, toRow),
                        Accumulate = accumulate,
                    };
                    SimdWidth.Call<Kernel.Each<O>, Kernel.Arguments>(width, &a);
                    for (var r = 0; r < Samples * Height; r++)
                    {
                        for (var i = 0; i < length; i++)
                            Assert.Equal(expected(from[(r * fromRow) + i], mask[(r * maskRow) + i]) + (accumulate ? Rim : 0),
                                to[(r * toRow) + i]);
                        Assert.Equal(Rim, to[(r * toRow) + length]);
                    }
                }
    }
}
