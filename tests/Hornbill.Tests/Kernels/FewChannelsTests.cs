using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Twin = Hornbill.Kernels.Reference.Convolution;

namespace Hornbill.Tests.Kernels;

/// <summary>The forward pass of few channels against its double twin and, to the bit, against the tiles of any layer, in guarded
/// memory.</summary>
public unsafe class FewChannelsTests
{
    const int Samples = 5;
    const float Untouched = 777;

    // Height, width, channels in and out, kernel, pad, stride, dilated rows, pool, relu, bias.
    public static TheoryData<int, int, int, int, int, int, int, int, bool, bool> Cases => new()
    {
        { 28, 28, 1, 32, 3, 0, 1, 2, true, true },
        { 14, 15, 1, 16, 5, 2, 1, 2, true, true },
        { 9, 10, 3, 48, 3, 1, 1, 1, true, true },
        { 11, 9, 3, 64, 3, 1, 1, 2, false, true },
        { 17, 19, 2, 16, 7, 3, 2, 1, true, false },
        { 8, 8, 4, 32, 1, 0, 1, 1, false, false },
        { 19, 20, 1, 48, 3, 1, 2, 2, true, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_the_reference_and_has_the_bits_of_tiles(int height, int width, int channels, int outputs, int kernel, int pad,
        int stride, int pool, bool relu, bool bias)
    {
        var c = Case(height, width, channels, outputs, kernel, pad, stride, pool, relu, bias);
        Assert.True(Convolution.FewChannels.Takes(c.Size, 16));
        using var room = new GuardedRoom();
        var call = Made(c, room.Room);
        call.Forward();
        var (y, argmax) = (All(call), Argmax(c, call));
        Run(c, call, 0, Samples, 0, c.Size.Cells.Height);
        AssertBits(y, All(call), "y");
        Assert.Equal(argmax, Argmax(c, call));
        for (var n = 0; n < Samples; n += 2)
            for (var r = 0; r < c.Size.Cells.Height; r++) Run(c, call, n, Math.Min(2, Samples - n), r, r + 1, spoil: n + r == 0);
        AssertBits(y, All(call), "y in parts");

        var z = c.Size;
        var x = Rows(call.X + (pad * z.RimRow) + (pad * channels), Samples, call.XSample, height, z.RimRow, width * channels);
        var (w, b) = (Doubles(call.W, c.Shape.WeightElements), bias ? Doubles(call.Bias, outputs) : null);
        var expected = Twin.Forward(c.Shape, Doubles(x), w, b);
        if (relu) expected = Hornbill.Kernels.Reference.Relu.Forward(expected);
        if (z.Pooled) expected = Hornbill.Kernels.Reference.MaxPooling.Forward(c.Pooling, expected).Y;
        var rows = Rows(call.Y, Samples, call.YSample, z.Cells.Height, call.YRow, z.Cells.Width * outputs);
        Close.Assert(rows, expected, KernelCases.Tolerance(c.Terms.Forward), "y");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_normalisation_behind_relu_has_the_bits_of_tiles(int height, int width, int channels, int outputs, int kernel, int pad,
        int stride, int pool, bool relu, bool bias)
    {
        var c = Case(height, width, channels, outputs, kernel, pad, stride, pool, relu, bias);
        using var room = new GuardedRoom();
        var call = Made(c, room.Room);
        var factors = room.Room(2 * outputs);
        for (var o = 0; o < 2 * outputs; o++) factors[o] = (o % 3 - 1) * 0.5f + (0.01f * o);
        Run<Convolution.Forward>(c, call, 0, Samples, 0, c.Size.Cells.Height, scale: factors);
        var (y, argmax) = (All(call), Argmax(c, call));
        Run<Convolution.FewChannels>(c, call, 0, Samples, 0, c.Size.Cells.Height, scale: factors);
        AssertBits(y, All(call), "y");
        Assert.Equal(argmax, Argmax(c, call));
    }

    [Fact]
    public void Other_layers_and_widths_are_not_taken()
    {
        var size = Case(28, 28, 1, 32, 3, 1, 1, 2, true, true).Size;
        static bool Takes(ConvolutionSize z) => Convolution.FewChannels.Takes(z, 16);
        Assert.True(Takes(size));
        Assert.False(Convolution.FewChannels.Takes(size, 8));
        Assert.False(Takes(size with { OutChannels = 40 }));
        Assert.False(Takes(size with { InChannels = 5 }));
        Assert.False(Takes(size with { Dilation = new(1, 2) }));
        Assert.False(Takes(size with { PoolPad = new(0, 1, 0, 0) }));
        Assert.False(Takes(size with { Pool = new(3, size.Pool.Width) }));
        Assert.False(Takes(size with { Out = new(size.Out.Height, (2 * size.Cells.Width) - 1) }));
        Assert.False(Takes(size with { Pool = Pair.One, Out = new(size.Out.Height, 7), Cells = new(size.Cells.Height, 7) }));
    }

    static ConvolutionCase Case(int height, int width, int channels, int outputs, int kernel, int pad, int stride, int pool, bool relu,
        bool bias) =>
        new("few channels", Samples, height, width, channels, outputs, new(kernel, kernel), new(stride, stride), Pair.One,
            new(pad, pad, pad, pad), new(pool, pool), new(0, 0, 0, 0), relu, bias);

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
        new Span<float>(call.Y, call.YFloats).Fill(Untouched);
        call.Pack();
        return call;
    }

    static void Run(ConvolutionCase c, ConvolutionCall call, int first, int samples, int from, int to, bool spoil = true) =>
        Run<Convolution.FewChannels>(c, call, first, samples, from, to, spoil);

    static void Run<K>(ConvolutionCase c, ConvolutionCall call, int first, int samples, int from, int to, bool spoil = true,
        float* scale = null) where K : IKernel<Convolution.ForwardArguments>
    {
        if (spoil) Spoil(c, call);
        var a = new Convolution.ForwardArguments
        {
            Size = c.Size,
            Samples = samples,
            From = from,
            To = to,
            ToPanel = call.PanelCount,
            X = call.X + (first * call.XSample),
            XSample = call.XSample,
            Panels = call.Panels,
            Bias = c.Bias ? call.Bias : null,
            Y = call.Y + (first * call.YSample),
            YSample = call.YSample,
            YRow = call.YRow,
            Argmax = c.Size.Pooled ? call.Argmax + (first * call.ArgmaxSample) : null,
            ArgmaxSample = call.ArgmaxSample,
            Relu = c.Relu,
            Scale = scale,
            Shift = scale + c.Out,
            Workspace = call.Workspace,
        };
        SimdWidth.Call<K, Convolution.ForwardArguments>(16, &a);
    }

    // What lies between rows and samples stays.
    static void Spoil(ConvolutionCase c, ConvolutionCall call)
    {
        for (var i = 0; i < call.YFloats; i++)
            if (i % call.YRow < c.Size.Cells.Width * c.Out) call.Y[i] = float.NaN;
        if (c.Size.Pooled) call.Argmax[0] ^= 1;
    }

    static float[] All(ConvolutionCall call) => Copy(call.Y, call.YFloats);

    static int[] Argmax(ConvolutionCase c, ConvolutionCall call)
    {
        if (!c.Size.Pooled) return [];
        var sample = c.Pooling.OutElements / Samples;
        return [.. Enumerable.Range(0, c.Pooling.OutElements).Select(i =>
            (int)call.Argmax[(i / sample * call.ArgmaxSample) + (i % sample)])];
    }
}
