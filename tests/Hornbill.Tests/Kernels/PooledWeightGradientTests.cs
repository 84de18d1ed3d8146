using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Twin = Hornbill.Kernels.Reference.Convolution;

namespace Hornbill.Tests.Kernels;

/// <summary>A first layer's weight gradient by permutes against its double twin and, to the bit, against the lists, in guarded
/// memory.</summary>
public unsafe class PooledWeightGradientTests
{
    const int Samples = 3;

    // Height, width, channels in and out, kernel, pads, relu, bias.
    public static TheoryData<int, int, int, int, int, int, int, bool> Cases => new()
    {
        { 28, 28, 1, 32, 3, 3, 0, true },
        { 14, 13, 1, 16, 5, 5, 2, true },
        { 9, 8, 3, 48, 3, 3, 1, true },
        { 7, 9, 2, 16, 2, 4, 0, false },
        { 5, 5, 1, 16, 1, 1, 0, true },
        { 12, 11, 4, 16, 3, 2, 1, true },
        { 11, 23, 1, 64, 2, 9, 4, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_the_reference_and_has_the_bits_of_lists(int height, int width, int channels, int outputs, int rows, int columns,
        int pad, bool relu)
    {
        var c = Case(height, width, channels, outputs, new(rows, columns), pad, relu);
        Skip();
        Assert.True(Convolution.PooledWeightGradient.Takes(c.Size, 16));
        using var room = new GuardedRoom();
        var call = Made(c, room.Room);
        var (dw, db) = Gradient(c, call, room, a => Run(&a));
        call.WeightGradient();
        call.SumShards();
        AssertBits(Copy(call.Dw, dw.Length), dw, "dw");
        AssertBits(Copy(call.Db, db.Length), db, "db");

        var dy = Doubles(Rows(call.Dy, Samples, call.YSample, c.Size.Cells.Height, call.YRow, c.Size.Cells.Width * outputs));
        var y = Doubles(Rows(call.Y, Samples, call.YSample, c.Size.Cells.Height, call.YRow, c.Size.Cells.Width * outputs));
        if (relu) dy = Hornbill.Kernels.Reference.Relu.Gradient(y, dy);
        var before = Hornbill.Kernels.Reference.MaxPooling.InputGradient(c.Pooling, dy, Argmax(c, call));
        var x = Rows(call.X + (pad * c.Size.RimRow) + (pad * channels), Samples, call.XSample, height, c.Size.RimRow, width * channels);
        Close.Assert(dw, Twin.WeightGradient(c.Shape, Doubles(x), before), KernelCases.Tolerance(c.Terms.Weights), "dw");
        Close.Assert(db, Twin.BiasGradient(c.Shape, before), KernelCases.Tolerance(c.Terms.Weights), "db");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bits_are_the_same_in_parts_and_sample_by_sample(int height, int width, int channels, int outputs, int rows, int columns,
        int pad, bool relu)
    {
        var c = Case(height, width, channels, outputs, new(rows, columns), pad, relu);
        Skip();
        using var room = new GuardedRoom();
        var call = Made(c, room.Room);
        var (dw, db) = Gradient(c, call, room, a => Run(&a));
        var (parts, dbParts) = Gradient(c, call, room, a =>
        {
            for (var n = 0; n < Samples; n++)
                for (var v = 0; v < outputs / 16; v++)
                {
                    var one = a with { Samples = 1, From = v, To = v + 1, Fresh = n == 0 };
                    one.X += n * call.XSample;
                    one.Gradient += n * call.YSample;
                    one.Argmax += n * call.ArgmaxSample;
                    if (relu) one.Y += n * call.YSample;
                    Run(&one);
                }
        });
        AssertBits(dw, parts, "dw");
        AssertBits(db, dbParts, "db");
    }

    [Fact]
    public void Other_layers_and_widths_are_not_taken()
    {
        var size = Case(28, 28, 1, 32, new(3, 3), 1, true).Size;
        bool Takes(ConvolutionSize z) => Convolution.PooledWeightGradient.Takes(z, 16);
        Skip();
        Assert.True(Takes(size));
        Assert.False(Convolution.PooledWeightGradient.Takes(size, 8));
        Assert.False(Takes(size with { OutChannels = 24 }));
        Assert.False(Takes(size with { InChannels = 16 }));
        Assert.False(Takes(size with { PoolPad = new(1, 0, 0, 0) }));
        Assert.False(Takes(size with { Pool = new(size.Pool.Height, 3) }));
        Assert.False(Takes(size with { Stride = new(1, 2) }));
        Assert.False(Takes(size with { Dilation = new(2, 1) }));
        Assert.False(Takes(size with { Out = new((2 * size.Cells.Height) - 1, size.Out.Width) }));
        Assert.False(Takes(size with { Kernel = new(size.Kernel.Height, 10) }));
    }

    static void Skip()
    {
        if (!System.Runtime.Intrinsics.X86.Avx512F.IsSupported) Assert.Skip("It needs vectors of 512 bits.");
    }

    static void Run(Convolution.BackwardArguments* a) =>
        SimdWidth.Call<Convolution.PooledWeightGradient, Convolution.BackwardArguments>(16, a);

    static ConvolutionCase Case(int height, int width, int channels, int outputs, Pair kernel, int pad, bool relu) =>
        new("first layer", Samples, height, width, channels, outputs, kernel, Pair.One, Pair.One, new(pad, pad, pad, pad), new(2, 2),
            new(0, 0, 0, 0), relu, Bias: true);

    static ConvolutionCall Made(ConvolutionCase c, Room room)
    {
        var call = new ConvolutionCall(c, 16, room);
        var z = c.Size;
        for (var n = 0; n < Samples; n++)
            for (var r = 0; r < z.In.Height; r++)
                Fill(call.X + (n * call.XSample) + ((r + z.Pad.Top) * z.RimRow) + (z.Pad.Left * z.InChannels), z.In.Width * z.InChannels,
                    1000 + (n * 100) + r);
        Fill(call.W, c.Shape.WeightElements, 2);
        Fill(call.Bias, c.Out, 3);
        FillSparse(call.Dy, call.YFloats, 4);
        call.Pack();
        call.Forward();
        return call;
    }

    static (float[] Dw, float[] Db) Gradient(ConvolutionCase c, ConvolutionCall call, GuardedRoom room,
        Action<Convolution.BackwardArguments> run)
    {
        var z = c.Size;
        var sums = room.Room((int)call.SumPanels.Floats);
        new Span<float>(sums, (int)call.SumPanels.Floats).Fill(float.NaN);
        run(new()
        {
            Size = z,
            Samples = Samples,
            To = z.OutChannels / 16,
            Gradient = call.Dy,
            GradientSample = call.YSample,
            GradientRow = call.YRow,
            Y = c.Relu ? call.Y : null,
            YSample = call.YSample,
            YRow = call.YRow,
            Argmax = call.Argmax,
            ArgmaxSample = call.ArgmaxSample,
            X = call.X,
            XSample = call.XSample,
            Weights = sums,
            Workspace = room.Room(Convolution.PooledWeightGradient.Workspace(z)),
            Fresh = true,
        });
        float* dw = room.Room(c.Shape.WeightElements), db = room.Room(z.OutChannels);
        var sum = new Weights.SumArguments
        {
            Outputs = z.OutChannels, Reduction = z.Reduction, Shards = sums, Count = 1, To = z.Reduction + 1, Gradient = dw,
            BiasGradient = db,
        };
        SimdWidth.Call<Weights.SumPanels, Weights.SumArguments>(16, &sum);
        return (Copy(dw, c.Shape.WeightElements), Copy(db, z.OutChannels));
    }

    static int[] Argmax(ConvolutionCase c, ConvolutionCall call)
    {
        var sample = c.Pooling.OutElements / Samples;
        return [.. Enumerable.Range(0, c.Pooling.OutElements).Select(i =>
            (int)call.Argmax[(i / sample * call.ArgmaxSample) + (i % sample)])];
    }
}
