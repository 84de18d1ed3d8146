using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Kernels.Reference;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Depthwise = Hornbill.Kernels.DepthwiseConvolution;
using Twin = Hornbill.Kernels.Reference.DepthwiseConvolution;

namespace Hornbill.Tests.Kernels;

/// <summary>The depthwise convolution's kernels against their double twin, on every width, in guarded memory.</summary>
public unsafe class DepthwiseConvolutionTests
{
    const float Untouched = 777;

    sealed record Case(int Samples, int Height, int Width, int Channels, Pair Kernel, Pair Stride, Pair Dilation, Padding Pads)
    {
        public ConvolutionShape Shape { get; } = new(Samples, new(Height, Width), Channels, Channels, Kernel, Stride, Dilation, Pads);

        public DepthwiseSize Size => new()
        {
            In = new(Height, Width),
            Channels = Channels,
            Out = Shape.Out,
            Kernel = Kernel,
            Stride = Stride,
            Dilation = Dilation,
            Pad = Pads,
        };

        public override string ToString() => $"{Samples}x{Height}x{Width}x{Channels}, {Kernel}/{Stride}, {Dilation}, {Pads}";
    }

    static readonly Case[] All =
    [
        new(1, 1, 1, 1, new(1, 1), new(1, 1), new(1, 1), default),
        new(7, 28, 28, 1, new(28, 28), new(3, 3), new(1, 1), default),
        new(5, 9, 11, 1, new(3, 3), new(1, 1), new(1, 1), new(1, 1, 1, 1)),
        new(2, 8, 7, 3, new(3, 2), new(1, 1), new(1, 1), new(1, 0, 1, 1)),
        new(3, 9, 9, 5, new(3, 3), new(2, 2), new(1, 1), new(0, 1, 1, 0)),
        new(4, 7, 8, 16, new(3, 3), new(1, 1), new(1, 1), new(1, 1, 1, 1)),
        new(1, 9, 12, 32, new(5, 3), new(1, 1), new(1, 1), new(2, 1, 2, 1)),
        new(6, 6, 5, 33, new(3, 3), new(1, 1), new(2, 2), new(2, 2, 2, 2)),
        new(2, 10, 9, 17, new(2, 3), new(3, 2), new(1, 1), default),
        new(3, 8, 8, 70, new(2, 2), new(4, 3), new(1, 1), default),
        new(2, 5, 6, 100, new(3, 3), new(1, 1), new(1, 2), new(0, 2, 2, 0)),
        new(2, 2, 2, 4, new(3, 3), new(1, 1), new(1, 1), new(3, 3, 3, 3)),
        new(30, 7, 6, 32, new(3, 3), new(2, 1), new(1, 1), new(1, 1, 1, 1)),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All.Length)];

    [Fact]
    public void The_cases_take_both_paths()
    {
        Assert.Contains(All, c => c.Size.Narrow);
        Assert.Contains(All, c => !c.Size.Narrow && c.Channels < 16 && c.Size.Stride.Width > 1);
        Assert.Contains(All, c => c.Samples * c.Size.Out.Height * c.Size.Places > 512);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_the_references(int index)
    {
        var c = All[index];
        var (firstY, firstW, firstX) = ((float[]?)null, (float[]?)null, (float[]?)null);
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            var call = new Call(c, width, room);
            double[] x = Doubles(call.Image(call.X)), w = Doubles(call.W, c.Size.Taps * c.Channels), dy = Doubles(call.Output(call.Dy));
            call.Forward(0, c.Size.Out.Height);
            call.WeightGradient(0, c.Size.Taps, 0, c.Samples, fresh: true);
            call.InputGradient(0, c.Height, fresh: true);
            float[] y = call.Output(call.Y), dw = Copy(call.Dw, w.Length), dx = call.Image(call.Dx);
            Close.Assert(y, Twin.Forward(c.Shape, x, w), KernelCases.Tolerance(c.Size.Taps), $"y {width}");
            Close.Assert(dw, Twin.WeightGradient(c.Shape, x, dy), KernelCases.Tolerance(dy.Length / c.Channels), $"dw {width}");
            Close.Assert(dx, Twin.InputGradient(c.Shape, dy, w), KernelCases.Tolerance(c.Size.Taps), $"dx {width}");
            Assert.All(call.Gaps(), v => Assert.Equal(Untouched, v));
            (firstY, firstW, firstX) = (firstY ?? y, firstW ?? dw, firstX ?? dx);
            if (!SameBits && width <= 4) continue;
            AssertBits(firstY, y, $"y, width {width}");
            AssertBits(firstW, dw, $"dw, width {width}");
            AssertBits(firstX, dx, $"dx, width {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parts_have_the_same_bits_and_gradients_add_to_what_is_there(int index)
    {
        var c = All[index];
        using var room = new GuardedRoom();
        var call = new Call(c, 8, room);
        call.Forward(0, c.Size.Out.Height);
        call.WeightGradient(0, c.Size.Taps, 0, c.Samples, fresh: true);
        call.InputGradient(0, c.Height, fresh: true);
        float[] y = call.Output(call.Y), dw = Copy(call.Dw, c.Size.Taps * c.Channels), dx = call.Image(call.Dx);

        for (var r = 0; r < c.Size.Out.Height; r += 2) call.Forward(r, Math.Min(c.Size.Out.Height, r + 2));
        for (var k = 0; k < c.Size.Taps; k += 4) call.WeightGradient(k, Math.Min(c.Size.Taps, k + 4), 0, c.Samples, fresh: true);
        for (var h = 0; h < c.Height; h += 3) call.InputGradient(h, Math.Min(c.Height, h + 3), fresh: true);
        AssertBits(y, call.Output(call.Y), "y");
        AssertBits(dw, Copy(call.Dw, dw.Length), "dw");
        AssertBits(dx, call.Image(call.Dx), "dx");

        call.WeightGradient(0, c.Size.Taps, 0, c.Samples / 2, fresh: true);
        call.WeightGradient(0, c.Size.Taps, c.Samples / 2, c.Samples - (c.Samples / 2), fresh: false);
        call.InputGradient(0, c.Height, fresh: false);
        Close.Assert(Copy(call.Dw, dw.Length), Doubles(dw), KernelCases.Tolerance(c.Samples * c.Size.Out.Height * c.Size.Out.Width),
            "dw, tile by tile");
        Close.Assert(call.Image(call.Dx), [.. dx.Select(v => 2.0 * v)], KernelCases.Tolerance(c.Size.Taps), "dx twice");
    }

    /// <summary>The buffers, and calls of the kernels.</summary>
    sealed class Call
    {
        const int Gap = 3;

        readonly Case _case;
        readonly DepthwiseSize _size;
        readonly int _width, _xSample, _yRow, _ySample;

        public Call(Case c, int width, GuardedRoom room)
        {
            (_case, _size, _width) = (c, c.Size, width);
            (_xSample, _yRow) = (_size.RimRows * _size.RimRow, (_size.Out.Width * c.Channels) + Gap);
            _ySample = _size.Out.Height * _yRow;
            X = room.Room(c.Samples * _xSample);
            Dx = room.Room(c.Samples * _xSample);
            Y = room.Room(c.Samples * _ySample);
            Dy = room.Room(c.Samples * _ySample);
            W = room.Room(_size.Taps * c.Channels);
            Dw = room.Room(_size.Taps * c.Channels);
            int[] workspaces = [Depthwise.Forward.Workspace(_size), Depthwise.WeightGradient.Workspace(_size),
                Depthwise.InputGradient.Workspace(_size)];
            Workspace = room.Room(workspaces.Max());
            for (var n = 0; n < c.Samples; n++)
                for (var h = 0; h < c.Height; h++) Fill(X + (n * _xSample) + _size.Origin + (h * _size.RimRow), c.Width * c.Channels, 100
                    + (n * 50) + h);
            Fill(W, _size.Taps * c.Channels, 2);
            Fill(Dy, c.Samples * _ySample, 4);
            new Span<float>(Y, c.Samples * _ySample).Fill(Untouched);
            new Span<float>(Dx, c.Samples * _xSample).Fill(float.NaN);
            new Span<float>(Dw, _size.Taps * c.Channels).Fill(float.NaN);
        }

        public float* X, Y, W, Dx, Dy, Dw, Workspace;

        public void Forward(int from, int to) => Run<Depthwise.Forward>(from, to, 0, _case.Samples, X, Y, W, true);

        public void WeightGradient(int from, int to, int first, int samples, bool fresh) =>
            Run<Depthwise.WeightGradient>(from, to, first, samples, X + (first * _xSample), Dy + (first * _ySample), Dw, fresh);

        public void InputGradient(int from, int to, bool fresh) =>
            Run<Depthwise.InputGradient>(from, to, 0, _case.Samples, Dx, Dy, W, fresh);

        public float[] Image(float* x) => Numbers.Rows(x + _size.Origin, _case.Samples, _xSample, _size.In.Height, _size.RimRow,
            _size.In.Width * _size.Channels);

        public float[] Output(float* y) => Numbers.Rows(y, _case.Samples, _ySample, _size.Out.Height, _yRow,
            _size.Out.Width * _size.Channels);

        public float[] Gaps() => Numbers.Rows(Y + _yRow - Gap, _case.Samples, _ySample, _size.Out.Height, _yRow, Gap);

        void Run<K>(int from, int to, int first, int samples, float* x, float* y, float* weights, bool fresh) where K
            : IKernel<Depthwise.Arguments>
        {
            var a = new Depthwise.Arguments
            {
                Size = _size,
                Samples = samples,
                From = from,
                To = to,
                X = x,
                XSample = _xSample,
                Y = y,
                YSample = _ySample,
                YRow = _yRow,
                Weights = weights,
                Workspace = Workspace,
                Fresh = fresh,
            };
            SimdWidth.Call<K, Depthwise.Arguments>(_width, &a);
        }
    }
}
