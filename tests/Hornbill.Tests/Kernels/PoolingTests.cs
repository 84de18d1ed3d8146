using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Kernel = Hornbill.Kernels.Pooling;
using Twin = Hornbill.Kernels.Reference.MaxPooling;

namespace Hornbill.Tests.Kernels;

public unsafe class PoolingTests
{
    const int Gap = 2;

    public static TheoryData<string> Names => [.. KernelCases.Poolings.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Maxima_are_the_references(string name) => Each(name, (c, width, room) =>
    {
        var call = new Call(c, room);
        var wide = c.Pool.Height * c.Pool.Width > MaxPooling.Bytes;
        var argmax = room.Room(wide ? c.Shape.OutElements : (c.Shape.OutElements + 3) / 4);
        for (var i = 0; i < call.XFloats; i++) call.X[i] = (int)(Golden.GoldenData.Word(5, i) % 9) - 4; // some are equal
        call.Arguments = call.Arguments with { Argmax = wide ? null : (byte*)argmax, Places = wide ? argmax : null };
        call.Forward<MaxPooling>(width);
        var (expected, index) = Twin.Forward(c.Shape, call.Input);
        Close.Assert(call.Output, expected, 0, $"y, width {width}");
        Assert.Equal(index, Enumerable.Range(0, c.Shape.OutElements).Select(i => wide ? (int)argmax[i] : ((byte*)argmax)[i]));
        call.Backward<MaxPooling>(width, dy => Twin.InputGradient(c.Shape, dy, index));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Means_are_the_references(string name) => Each(name, (c, width, room) =>
    {
        var call = new Call(c, room);
        Fill(call.X, call.XFloats, 5);
        call.Forward<AveragePooling>(width);
        Close.Assert(call.Output, Hornbill.Kernels.Reference.AveragePooling.Forward(c.Shape, call.Input), KernelCases.Tolerance(40),
            $"y, width {width}");
        call.Backward<AveragePooling>(width, dy => Hornbill.Kernels.Reference.AveragePooling.InputGradient(c.Shape, dy));
    });

    static void Each(string name, Action<PoolingCase, int, GuardedRoom> check)
    {
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            check(KernelCases.Poolings.Single(p => p.Name == name), width, room);
        }
    }

    /// <summary>A pooling's buffers, with a gap behind each row as a rim would leave.</summary>
    sealed class Call
    {
        readonly PoolingCase _case;
        readonly int _xRow, _yRow, _yFloats;

        public Call(PoolingCase c, GuardedRoom room)
        {
            _case = c;
            var z = c.Size;
            (_xRow, _yRow) = ((c.Width * c.Channels) + Gap, (z.Out.Width * c.Channels) + Gap);
            (XFloats, _yFloats) = (c.Samples * c.Height * _xRow, c.Samples * z.Out.Height * _yRow);
            X = room.Room(XFloats);
            Arguments = new()
            {
                Size = z,
                Samples = c.Samples,
                X = X,
                Y = room.Room(_yFloats),
                XSample = c.Height * _xRow,
                XRow = _xRow,
                YSample = z.Out.Height * _yRow,
                YRow = _yRow,
                ArgmaxSample = z.Out.Height * z.Out.Width * c.Channels,
            };
        }

        public Kernel.Arguments Arguments;

        public float* X { get; }

        public int XFloats { get; }

        float[] Xs => Rows(X, _case.Samples, Arguments.XSample, _case.Height, _xRow, _case.Width * _case.Channels);

        public double[] Input => Doubles(Xs);

        public float[] Output => Rows(Arguments.Y, _case.Samples, Arguments.YSample, _case.Size.Out.Height, _yRow,
            _case.Size.Out.Width * _case.Channels);

        public void Forward<R>(int width) where R : struct, Kernel.IRule
        {
            var a = Arguments;
            InParts<Kernel.Forward<R>>(width, a);
            for (var r = 1; r <= _yFloats / _yRow; r++) Assert.Equal((0f, 0f), (a.Y[(r * _yRow) - 2], a.Y[(r * _yRow) - 1]));
        }

        // Channels apart, as workers that share a sample take them.
        static void InParts<K>(int width, Kernel.Arguments a) where K : IKernel<Kernel.Arguments>
        {
            var channels = a.Size.Channels;
            foreach (var (from, to) in new[] { (0, channels / 3), (channels / 3, channels) })
            {
                (a.FromChannel, a.ToChannel) = (from, to);
                SimdWidth.Call<K, Kernel.Arguments>(width, &a);
            }
        }

        public void Backward<R>(int width, Func<double[], double[]> gradient) where R : struct, Kernel.IRule
        {
            var a = Arguments;
            FillSparse(a.Y, _yFloats, 6);
            var dx = gradient(Doubles(Output));
            foreach (var fresh in new[] { true, false })
            {
                new Span<float>(X, XFloats).Fill(3);
                a.Fresh = fresh;
                InParts<Kernel.InputGradient<R>>(width, a);
                Close.Assert(Xs, [.. dx.Select(v => fresh ? v : v + 3)], 1e-6, $"dx, width {width}");
                for (var r = 1; r <= XFloats / _xRow; r++) Assert.Equal((3f, 3f), (X[(r * _xRow) - 2], X[(r * _xRow) - 1]));
            }
        }
    }
}
