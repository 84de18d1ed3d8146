using Hornbill.Kernels.Reference;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;

namespace Hornbill.Tests.Kernels;

/// <summary>The dense layer's kernels against their double twin, on every width, in guarded memory.</summary>
public unsafe class DenseTests
{
    public static TheoryData<string> Names => [.. KernelCases.Denses.Select(c => c.Name)];

    static DenseCase Case(string name) => KernelCases.Denses.Single(c => c.Name == name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_are_the_references(string name)
    {
        var c = Case(name);
        float[][]? first = null;
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            var call = Made(c, width, room.Room);
            call.Forward();
            var y = Values(call.Y, c.Samples, call.YSample, c.Outputs);
            var (x, w) = (Doubles(Values(call.X, c.Samples, call.XSample, c.Inputs)), Doubles(call.W, c.Inputs * c.Outputs));
            var expected = Dense.Forward(c.Samples, c.Inputs, c.Outputs, x, w, c.Bias ? Doubles(call.Bias, c.Outputs) : null);
            Close.Assert(y, c.Relu ? Relu.Forward(expected) : expected, KernelCases.Tolerance(c.Inputs), $"y, width {width}");
            for (var n = 0; n < c.Samples; n++) Assert.Equal(0, call.Y[(n * call.YSample) + c.Outputs]);

            Spoil(c, call);
            call.WeightGradient();
            call.InputGradient();
            call.SumShards();
            var dy = Doubles(Values(call.Dy, c.Samples, call.YSample, c.Outputs));
            if (c.Relu) dy = Relu.Gradient(Doubles(y), dy);
            float[] dw = Copy(call.Dw, w.Length), db = Copy(call.Db, c.Outputs), dx = Values(call.Dx, c.Samples, call.XSample, c.Inputs);
            Close.Assert(dw, Dense.WeightGradient(c.Samples, c.Inputs, c.Outputs, x, dy), KernelCases.Tolerance(c.Samples),
                $"dw, width {width}");
            Close.Assert(db, Dense.BiasGradient(c.Samples, c.Outputs, dy), KernelCases.Tolerance(c.Samples), $"db, width {width}");
            Close.Assert(dx, Dense.InputGradient(c.Samples, c.Inputs, c.Outputs, dy, w), KernelCases.Tolerance(c.Outputs),
                $"dx, width {width}");
            first ??= [y, dw, db, dx];
            if (!SameBits && width <= 4) continue;
            foreach (var (e, a) in first.Zip([y, dw, db, dx])) AssertBits(e, a, $"width {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parts_and_tiles_have_the_same_bits(string name)
    {
        var c = Case(name);
        foreach (var width in new[] { 8, 4 })
        {
            using var room = new GuardedRoom();
            var call = Made(c, width, room.Room);
            call.Forward();
            var y = Values(call.Y, c.Samples, call.YSample, c.Outputs);
            void Same(string what) => AssertBits(y, Values(call.Y, c.Samples, call.YSample, c.Outputs), what);
            Ranges(call.PanelCount, 1, (from, to) => call.Forward(from, to, 0, c.Samples), () => SpoilOutput(c, call));
            Same("parts");
            foreach (var tile in new[] { 1, 4, 6, 7 })
            {
                Ranges(c.Samples, tile, (from, to) => call.Forward(0, call.PanelCount, from, to - from), () => SpoilOutput(c, call));
                Same($"{tile} samples at a time");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_in_parts_have_the_same_bits_and_add_to_what_is_there(string name)
    {
        var c = Case(name);
        using var room = new GuardedRoom();
        var call = Made(c, 8, room.Room);
        call.Forward();
        call.WeightGradient();
        call.InputGradient();
        float[] dw = Sums(c, call), dx = Values(call.Dx, c.Samples, call.XSample, c.Inputs);
        Ranges(c.Outputs, 3, (from, to) => call.WeightGradient(from, to, 0, c.Samples, true), () => Spoil(c, call));
        AssertBits(dw, Sums(c, call), "weights in parts");
        Ranges(call.Chunks, 1, (from, to) => call.InputGradient(from, to, 0, c.Samples, true), () => Spoil(c, call));
        AssertBits(dx, Values(call.Dx, c.Samples, call.XSample, c.Inputs), "input in parts");
        foreach (var tile in new[] { 1, 7 })
        {
            Ranges(c.Samples, tile, (from, to) => call.InputGradient(0, call.Chunks, from, to - from, true), () => Spoil(c, call));
            AssertBits(dx, Values(call.Dx, c.Samples, call.XSample, c.Inputs), $"input, {tile} samples at a time");
        }
        call.WeightGradient();
        call.WeightGradient(fresh: false);
        call.InputGradient(fresh: false);
        Close.Assert(Sums(c, call), [.. dw.Select(x => 2.0 * x)], KernelCases.Tolerance(c.Samples), "weights");
        Close.Assert(Values(call.Dx, c.Samples, call.XSample, c.Inputs), [.. dx.Select(x => 2.0 * x)], KernelCases.Tolerance(c.Outputs),
            "input");
    }

    static DenseCall Made(DenseCase c, int width, Room room)
    {
        var call = new DenseCall(c, width, room);
        Fill(call.X, c.Samples * call.XSample, 1);
        Fill(call.W, c.Inputs * c.Outputs, 2);
        Fill(call.Bias, c.Outputs, 3);
        FillSparse(call.Dy, c.Samples * call.YSample, 4);
        call.Pack();
        return call;
    }

    static void Spoil(DenseCase c, DenseCall call)
    {
        new Span<float>(call.Sums, call.RowsOfWeights.Floats).Fill(float.NaN);
        new Span<float>(call.Dx, c.Samples * call.XSample).Fill(float.NaN);
    }

    static void SpoilOutput(DenseCase c, DenseCall call) => new Span<float>(call.Y, c.Samples * call.YSample).Fill(float.NaN);

    static void Ranges(int count, int step, Action<int, int> run, Action spoil)
    {
        spoil();
        for (var from = 0; from < count; from += step) run(from, Math.Min(count, from + step));
    }

    static float[] Values(float* p, int samples, int sample, int length) => Rows(p, samples, sample, 1, 0, length);

    static float[] Sums(DenseCase c, DenseCall call)
    {
        call.SumShards();
        return [.. Copy(call.Dw, c.Inputs * c.Outputs), .. Copy(call.Db, c.Outputs)];
    }
}
