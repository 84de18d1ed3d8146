using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.ConvolutionTests;
using static Hornbill.Tests.Kernels.Numbers;

namespace Hornbill.Tests.Kernels;

/// <summary>Winograd's kernels against the double twin of the convolution that they compute otherwise.</summary>
public unsafe class WinogradTests
{
    // The transforms multiply by up to 8 in each direction and take differences again: about eight times a sum's own rounding.
    static double More(ConvolutionCase c) => c.Kernel.Height == 3 ? 8 : 16;

    static readonly ConvolutionCase[] Cases = [.. Drawn()];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    static ConvolutionCase Case(string name) => Cases.Single(c => c.Name == name);

    // Sides that are cut into each mixture of tiles; channels with and without whole vectors.
    static IEnumerable<ConvolutionCase> Drawn()
    {
        int[] sides = [3, 4, 5, 6, 7, 9, 10, 12], channels = [16, 17, 33, 64, 80], samples = [1, 2, 7, 13];
        Padding[] pads = [new(0, 0, 0, 0), new(1, 1, 1, 1), new(1, 0, 2, 1), new(0, 2, 1, 0)];
        for (var i = 0; i < 70; i++)
        {
            var (pad, pooled, taps) = (pads[i % 4], i % 3 == 2, i < 40 ? 3 : 5);
            int height = sides[i % 8] + taps - 1, width = sides[(i + (i / 8) + 3) % 8] + taps - 1, n = samples[(i / 3) % 4];
            var c = new ConvolutionCase(
                $"{i}: {taps} taps, {n}x{height}x{width}x{channels[i % 5]} to {channels[(i / 5) % 5]}, {pad}{(pooled ? ", pooled" : "")}",
                n, height, width, channels[i % 5], channels[(i / 5) % 5], new(taps, taps), Pair.One, Pair.One, pad,
                pooled ? new(2, 2) : Pair.One, pooled && i % 2 == 0 ? new(0, 0, 1, 1) : new(0, 0, 0, 0), i % 2 == 0, i % 5 > 0);
            if (Winograd.Fits(c.Size)) yield return c;
        }
    }

    static ConvolutionCall Made(ConvolutionCase c, int width, Room room)
    {
        var call = ConvolutionTests.Made(c, width, room);
        call.ByWinograd = true;
        return call;
    }

    [Fact]
    public void Enough_of_them_fit()
    {
        Assert.True(Cases.Length > 25, $"{Cases.Length}");
        foreach (var taps in (int[])[3, 5])
        {
            Assert.Contains(Cases, c => c.Size.Pooled && c.Kernel.Height == taps);
            Assert.Contains(Cases, c => !c.Size.Pooled && c.Kernel.Height == taps);
        }
        Assert.Contains(Cases, c => c.Samples == 1);
    }

    [Fact]
    public void Every_side_is_cut_into_tiles_of_two_to_four()
    {
        foreach (var pooled in new[] { false, true })
            for (var side = 3; side < 70; side++)
            {
                var cut = new TileCut(side, pooled, 3);
                var sizes = Enumerable.Range(0, cut.Count).Select(cut.Size).ToArray();
                Assert.All(sizes, s => Assert.InRange(s, 2, TileCut.Largest));
                Assert.All(sizes.SkipLast(1), s => Assert.True(!pooled || s % 2 == 0, $"{side}: {s}"));
                Assert.Equal(side, sizes.Sum());
            }
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
            var (expected, before) = ConvolutionTests.Forward(c, call);
            Close.Assert(y, expected, More(c) * KernelCases.Tolerance(c.Terms.Forward), $"y, width {width}");
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
        using var room = new GuardedRoom();
        var call = Made(c, 8, room.Room);
        call.Forward();
        var (y, argmax) = (Output(c, call, call.Y), Argmax(c, call));
        Ranges(call.ForwardParts, 1, (from, to) => call.Forward(from, to, 0, c.Samples), () => ConvolutionTests.Spoil(call));
        AssertBits(y, Output(c, call, call.Y), "parts");
        Assert.Equal(argmax, Argmax(c, call));
        Ranges(call.PanelCount, 1, (from, to) => call.Forward(0, call.ForwardParts, 0, c.Samples, from, to), () =>
            ConvolutionTests.Spoil(call));
        AssertBits(y, Output(c, call, call.Y), "panels");
        Ranges(c.Samples, 3, (from, to) => call.Forward(0, call.ForwardParts, from, to - from), () => ConvolutionTests.Spoil(call));
        AssertBits(y, Output(c, call, call.Y), "three samples at a time");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_by_the_input_is_the_reference(string name)
    {
        var c = Case(name);
        if (c.Size.Pooled || !Winograd.FitsInput(c.Size)) return;
        float[]? first = null;
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            var call = Made(c, width, room.Room);
            call.Forward();
            new Span<float>(call.Dx, c.Samples * call.XSample).Fill(float.NaN);
            call.InputGradient();
            var dx = Inner(c, call.Dx, call.XSample);
            Close.Assert(dx, Hornbill.Kernels.Reference.Convolution.InputGradient(c.Shape, GradientBeforePooling(c, call),
                Doubles(call.W, c.Shape.WeightElements)), More(c) * KernelCases.Tolerance(c.Terms.Input), $"dx {width}");
            first ??= dx;
            if (SameBits || width > 4) AssertBits(first, dx, $"width {width}");
            call.InputGradientOfPanels();
            AssertBits(dx, Inner(c, call.Dx, call.XSample), "panel by panel");
            call.InputGradient(fresh: false);
            Close.Assert(Inner(c, call.Dx, call.XSample), [.. dx.Select(x => 2.0 * x)], 1e-6, "added");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_by_the_weights_is_the_reference(string name)
    {
        var c = Case(name);
        if (!Winograd.FitsWeights(c.Size)) return;
        float[]? first = null;
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            var call = Made(c, width, room.Room);
            call.Forward();
            var dy = GradientBeforePooling(c, call);
            new Span<float>(call.Sums, call.SumFloats).Fill(float.NaN);
            call.WeightGradient();
            var sums = Rows(c, call);
            Close.Assert(sums.AsSpan(0, c.Shape.WeightElements), Hornbill.Kernels.Reference.Convolution.WeightGradient(c.Shape,
                Doubles(Inner(c, call.X, call.XSample)), dy), More(c) * KernelCases.Tolerance(c.Terms.Weights), $"dw {width}");
            Close.Assert(sums.AsSpan(c.Shape.WeightElements), Hornbill.Kernels.Reference.Convolution.BiasGradient(c.Shape, dy),
                KernelCases.Tolerance(c.Terms.Weights), $"db {width}");
            first ??= sums;
            if (SameBits || width > 4) AssertBits(first, sums, $"width {width}");
            Ranges(call.WeightParts, 1, (from, to) => call.WeightGradient(from, to, 0, c.Samples, true), () => Spoil(call));
            AssertBits(sums, Rows(c, call), "in parts");
            Ranges(c.Samples, 1, (from, to) => call.WeightGradient(0, call.WeightParts, from, to - from, from == 0), () => Spoil(call));
            AssertBits(sums, Rows(c, call), "sample by sample");
        }
    }

    static void Spoil(ConvolutionCall call) => new Span<float>(call.Sums, call.SumFloats).Fill(float.NaN);
}
