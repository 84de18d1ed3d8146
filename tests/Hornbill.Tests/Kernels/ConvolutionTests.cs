using Hornbill.Kernels.Reference;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;

namespace Hornbill.Tests.Kernels;

/// <summary>The convolution's kernels against their double twin, on every width, in guarded memory.</summary>
public unsafe class ConvolutionTests
{
    const float Untouched = 777;

    public static TheoryData<string> Names => [.. KernelCases.Convolutions.Select(c => c.Name)];

    /// <summary>With gradients by lists, and as full where no pooling is.</summary>
    public static TheoryData<string, bool> Gradients =>
        [.. KernelCases.Convolutions.SelectMany(c => c.Size.Pooled ? new[] { false } : [false, true], (c, full) =>
            new TheoryDataRow<string, bool>(c.Name, full))];

    static ConvolutionCase Case(string name) => KernelCases.Convolutions.Single(c => c.Name == name);

    [Fact]
    public void The_cases_hold_every_size_that_matters()
    {
        var all = KernelCases.Convolutions;
        void Holds<T>(Func<ConvolutionCase, T> of, params T[] sizes) => Assert.Empty(sizes.Except(all.Select(of)));
        Holds(c => c.Samples, 1, 2, 3, 4, 6, 7, 13);
        Holds(c => c.In, 1, 2, 3, 5, 8, 16, 17, 32, 33);
        Holds(c => c.Out, 1, 7, 8, 10, 16, 24, 33, 64);
        Holds(c => c.Kernel, new(1, 1), new(3, 3), new(5, 5), new(2, 3), new(7, 7));
        Holds(c => c.Stride, new(1, 1), new(2, 2), new(2, 1));
        Holds(c => (c.Dilation, c.Size.CopiesPatches), (new(2, 2), true), (new(2, 2), false), (new(1, 2), true), (new(1, 2), false));
        Holds(c => (c.Pool.Height, c.Relu, c.Samples > 3), (1, true, true), (2, true, true), (3, true, true), (1, false, false),
            (2, false, false), (3, true, false));
        Holds(c => c.Bias, true, false);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_is_the_reference(string name)
    {
        var c = Case(name);
        float[]? first = null;
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            var call = Made(c, width, room.Room);
            call.Forward();
            var y = Output(c, call, call.Y);
            var (expected, before) = Forward(c, call);
            Close.Assert(y, expected, KernelCases.Tolerance(c.Terms.Forward), $"y, width {width}");
            if (c.Size.Pooled) AssertArgmax(c, call, before);
            AssertGaps(c, call);
            first ??= y;
            if (SameBits || width > 4) AssertBits(first, y, $"width {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_has_the_same_bits_in_parts_and_for_any_samples(string name)
    {
        var c = Case(name);
        foreach (var width in new[] { 8, 4 })
        {
            using var room = new GuardedRoom();
            var call = Made(c, width, room.Room);
            call.Forward();
            var (y, argmax) = (Output(c, call, call.Y), Argmax(c, call));
            Ranges(c.Size.Cells.Height, 2, (from, to) => call.Forward(from, to, 0, c.Samples), () => Spoil(call));
            AssertBits(y, Output(c, call, call.Y), "parts");
            Assert.Equal(argmax, Argmax(c, call));
            Ranges(call.PanelCount, 1, (from, to) => call.Forward(0, c.Size.Cells.Height, 0, c.Samples, from, to), () => Spoil(call));
            AssertBits(y, Output(c, call, call.Y), "panels");
            foreach (var tile in new[] { 1, 4, 6, 7 })
            {
                Ranges(c.Samples, tile, (from, to) => call.Forward(0, c.Size.Cells.Height, from, to - from), () => Spoil(call));
                AssertBits(y, Output(c, call, call.Y), $"{tile} samples at a time");
                Assert.Equal(argmax, Argmax(c, call));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Gradients))]
    public void Gradients_are_the_references(string name, bool full)
    {
        var c = Case(name);
        var (firstW, firstX) = ((float[]?)null, (float[]?)null);
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            var call = Made(c, width, room.Room);
            call.Full = full;
            call.Forward();
            new Span<float>(call.Sums, call.SumFloats).Fill(float.NaN);
            new Span<float>(call.Dx, c.Samples * call.XSample).Fill(float.NaN);
            call.WeightGradient();
            call.InputGradient();
            call.SumShards();
            var (dw, dx) = (Copy(call.Dw, c.Shape.WeightElements), Inner(c, call.Dx, call.XSample));
            var dy = GradientBeforePooling(c, call);
            Close.Assert(dw, Convolution.WeightGradient(c.Shape, Doubles(Inner(c, call.X, call.XSample)), dy),
                KernelCases.Tolerance(c.Terms.Weights), $"dw {width}");
            Close.Assert(Copy(call.Db, c.Out), Convolution.BiasGradient(c.Shape, dy), KernelCases.Tolerance(c.Terms.Weights),
                $"db {width}");
            Close.Assert(dx, Convolution.InputGradient(c.Shape, dy, Doubles(call.W, c.Shape.WeightElements)),
                KernelCases.Tolerance(c.Terms.Input), $"dx {width}");
            (firstW, firstX) = (firstW ?? dw, firstX ?? dx);
            if (!SameBits && width <= 4) continue;
            AssertBits(firstW, dw, $"dw, width {width}");
            AssertBits(firstX, dx, $"dx, width {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Gradients))]
    public void Gradients_have_the_same_bits_in_parts_and_sample_by_sample(string name, bool full)
    {
        var c = Case(name);
        using var room = new GuardedRoom();
        var call = Made(c, 8, room.Room);
        call.Full = full;
        call.Forward();
        call.WeightGradient();
        call.InputGradient();
        var (sums, dx) = (Rows(c, call), Inner(c, call.Dx, call.XSample));

        void Spoil()
        {
            new Span<float>(call.Sums, call.SumFloats).Fill(float.NaN);
            new Span<float>(call.Dx, c.Samples * call.XSample).Fill(float.NaN);
        }
        Ranges(call.WeightParts, full ? 1 : 3, (from, to) => call.WeightGradient(from, to, 0, c.Samples, true), Spoil);
        AssertBits(sums, Rows(c, call), "weights in parts");
        Ranges(c.Size.RimRows, 3, (from, to) => call.InputGradient(from, to, 0, c.Samples, true), Spoil);
        AssertBits(dx, Inner(c, call.Dx, call.XSample), "input in parts");
        if (full)
        {
            Spoil();
            call.InputGradientOfPanels();
            AssertBits(dx, Inner(c, call.Dx, call.XSample), "input, panel by panel");
        }
        Ranges(c.Samples, 1, (from, to) => call.WeightGradient(0, call.WeightParts, from, to - from, from == 0), Spoil);
        AssertBits(sums, Rows(c, call), "weights, sample by sample");
        Ranges(c.Samples, 2, (from, to) => call.InputGradient(0, c.Size.RimRows, from, to - from, true), Spoil);
        AssertBits(dx, Inner(c, call.Dx, call.XSample), "input, two samples at a time");
    }

    [Theory]
    [MemberData(nameof(Gradients))]
    public void Gradients_add_to_what_is_there(string name, bool full)
    {
        var c = Case(name);
        using var room = new GuardedRoom();
        var call = Made(c, 8, room.Room);
        call.Full = full;
        call.Forward();
        call.WeightGradient();
        call.InputGradient();
        var (sums, dx) = (Rows(c, call), Inner(c, call.Dx, call.XSample));
        call.WeightGradient(fresh: false);
        call.InputGradient(fresh: false);
        Close.Assert(Rows(c, call), [.. sums.Select(x => 2.0 * x)], KernelCases.Tolerance(c.Terms.Weights), "weights");
        Close.Assert(Inner(c, call.Dx, call.XSample), [.. dx.Select(x => 2.0 * x)], KernelCases.Tolerance(c.Terms.Input), "input");
    }

    internal static ConvolutionCall Made(ConvolutionCase c, int width, Room room)
    {
        var call = new ConvolutionCall(c, width, room);
        var z = c.Size;
        for (var n = 0; n < c.Samples; n++)
            for (var r = 0; r < z.In.Height; r++)
            {
                var row = call.X + (n * call.XSample) + ((r + z.Pad.Top) * z.RimRow) + (z.Pad.Left * z.InChannels);
                Fill(row, z.In.Width * z.InChannels, 1000 + (n * 100) + r);
            }
        Fill(call.W, c.Shape.WeightElements, 2);
        Fill(call.Bias, c.Out, 3);
        FillSparse(call.Dy, call.YFloats, 4);
        new Span<float>(call.Y, call.YFloats).Fill(Untouched);
        call.Pack();
        return call;
    }

    internal static void Spoil(ConvolutionCall call)
    {
        new Span<float>(call.Y, call.YFloats).Fill(Untouched);
        call.Argmax[0] ^= 1;
    }

    internal static void Ranges(int count, int step, Action<int, int> run, Action spoil)
    {
        spoil();
        for (var from = 0; from < count; from += step) run(from, Math.Min(count, from + step));
    }

    internal static float[] Output(ConvolutionCase c, ConvolutionCall call, float* y) =>
        Numbers.Rows(y, c.Samples, call.YSample, c.Size.Cells.Height, call.YRow, c.Size.Cells.Width * c.Out);

    internal static float[] Inner(ConvolutionCase c, float* x, int sample)
    {
        var z = c.Size;
        return Numbers.Rows(x + (z.Pad.Top * z.RimRow) + (z.Pad.Left * z.InChannels), c.Samples, sample, z.In.Height, z.RimRow,
            z.In.Width * z.InChannels);
    }

    // The rows of the sum without what pads them.
    internal static float[] Rows(ConvolutionCase c, ConvolutionCall call)
    {
        if (call.Full)
        {
            call.SumShards();
            return [.. Copy(call.Dw, c.Shape.WeightElements), .. Copy(call.Db, c.Out)];
        }
        var rows = c.Size.Rows;
        var sums = (nint)call.Sums;
        float[] Row(int o) =>
            [.. Numbers.Rows((float*)sums + (o * rows.Stride), 1, 0, rows.Runs, rows.Padded, rows.Length),
                ((float*)sums)[(o * rows.Stride) + rows.Bias]];
        return [.. Enumerable.Range(0, rows.Outputs).SelectMany(Row)];
    }

    internal static int[] Argmax(ConvolutionCase c, ConvolutionCall call)
    {
        if (!c.Size.Pooled) return [];
        var argmax = new int[c.Pooling.OutElements];
        var sample = argmax.Length / c.Samples;
        for (var i = 0; i < argmax.Length; i++) argmax[i] = call.Argmax[(i / sample * call.ArgmaxSample) + (i % sample)];
        return argmax;
    }

    internal static (double[] Y, double[] BeforePooling) Forward(ConvolutionCase c, ConvolutionCall call)
    {
        var y = Convolution.Forward(c.Shape, Doubles(Inner(c, call.X, call.XSample)), Doubles(call.W, c.Shape.WeightElements),
                                    c.Bias ? Doubles(call.Bias, c.Out) : null);
        if (c.Relu) y = Relu.Forward(y);
        return (c.Size.Pooled ? MaxPooling.Forward(c.Pooling, y).Y : y, y);
    }

    // What it points at is the greatest, but for rounding.
    internal static void AssertArgmax(ConvolutionCase c, ConvolutionCall call, double[] before)
    {
        var (greatest, _) = MaxPooling.Forward(c.Pooling, before);
        var argmax = Argmax(c, call);
        var ones = new double[argmax.Length];
        for (var i = 0; i < ones.Length; i++)
        {
            ones[i] = 1;
            var at = Array.IndexOf(MaxPooling.InputGradient(c.Pooling with { Samples = 1 }, One(c, i), Sample(c, argmax, i)), 1.0);
            var offset = i / (argmax.Length / c.Samples) * (before.Length / c.Samples);
            if (Math.Abs(before[offset + at] - greatest[i]) > 1e-5) Assert.Fail(
                $"argmax {i} is {argmax[i]}: {before[offset + at]}, the greatest is {greatest[i]}");
            if (i > 200) break; // enough: each walks a sample
        }
    }

    static double[] One(ConvolutionCase c, int i)
    {
        var one = new double[c.Pooling.OutElements / c.Samples];
        one[i % one.Length] = 1;
        return one;
    }

    static int[] Sample(ConvolutionCase c, int[] argmax, int i)
    {
        var length = argmax.Length / c.Samples;
        return argmax[(i / length * length)..][..length];
    }

    // Behind relu and pooling, by the kernel's own output and argmax: rounding may decide otherwise than in double.
    internal static double[] GradientBeforePooling(ConvolutionCase c, ConvolutionCall call)
    {
        var dy = Doubles(Output(c, call, call.Dy));
        if (c.Relu) dy = Relu.Gradient(Doubles(Output(c, call, call.Y)), dy);
        return c.Size.Pooled ? MaxPooling.InputGradient(c.Pooling, dy, Argmax(c, call)) : dy;
    }

    internal static void AssertGaps(ConvolutionCase c, ConvolutionCall call)
    {
        for (var n = 0; n < c.Samples; n++)
            for (var r = 0; r < c.Size.Cells.Height; r++)
                for (var i = 0; i < ConvolutionCall.Gap; i++)
                    Assert.Equal(Untouched, call.Y[(n * call.YSample) + ((r + 1) * call.YRow) - ConvolutionCall.Gap + i]);
    }
}
