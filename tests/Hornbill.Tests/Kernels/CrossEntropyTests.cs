using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tests.Kernels.Reference;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Twin = Hornbill.Kernels.Reference.CrossEntropy;

namespace Hornbill.Tests.Kernels;

public unsafe class CrossEntropyTests
{
    const int Samples = 7, Divisor = 13;

    [Theory]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(10, true)]
    [InlineData(10, false)]
    [InlineData(101, true)]
    [InlineData(101, false)]
    public void From_logits_it_is_the_reference(int classes, bool sparse)
    {
        using var room = new GuardedRoom();
        var a = Made(room, classes, sparse, fromLogits: true, scale: 8);
        Run(&a);
        var (z, t, w) = Doubles(a, classes);
        var losses = Twin.Forward(Samples, classes, z, t);
        Close.Assert(Column(a.Losses, a.LossesSample), [.. losses.Zip(w, (l, w) => l * w)], 5e-7, "losses");
        // The reference divides by its own samples.
        var dz = Twin.Gradient(Samples, classes, z, t, w).Select(g => g * Samples / Divisor).ToArray();
        Close.Assert(Rows(a.Gradient, Samples, a.GradientSample, 1, 0, classes), dz, 5e-7, "dz");
        a.Accumulate = true;
        Run(&a);
        Close.Assert(Rows(a.Gradient, Samples, a.GradientSample, 1, 0, classes), [.. dz.Select(g => 2 * g)], 5e-7, "twice dz");
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(10, true)]
    [InlineData(10, false)]
    public void From_probabilities_it_is_minus_the_logarithm_of_their_share(int classes, bool sparse)
    {
        using var room = new GuardedRoom();
        var a = Made(room, classes, sparse, fromLogits: false, scale: 1);
        for (var i = 0; i < Samples * a.PredictionsSample; i++) a.Predictions[i] = (a.Predictions[i] + 1.1f) / 2; // they need not sum to 1
        Run(&a);
        var (p, t, w) = Doubles(a, classes);
        Close.Assert(Column(a.Losses, a.LossesSample), Clipped(p, t, w, classes), 1e-6, "losses");
        var dp = Differences.Gradient(p, x => Clipped(x, t, w, classes).Sum() / Divisor, 1e-4);
        Close.Assert(Rows(a.Gradient, Samples, a.GradientSample, 1, 0, classes), dp, 2e-6, "dp");
    }

    [Fact]
    public void Probabilities_of_zero_and_one_are_clipped_and_have_no_gradient_there()
    {
        var p = stackalloc float[] { 0, 1, 0 };
        var t = stackalloc float[] { 0 };
        var w = stackalloc float[] { 1 };
        var loss = 0f;
        var dp = stackalloc float[3];
        var one = 1f;
        var a = new LossArguments
        {
            Samples = 1, Places = 1, Divisor = 1, WeightFloats = 1, Classes = 3, Predictions = p, Targets = t,
            Weights = w, Sparse = true, Losses = &loss, Gradient = dp, Upstream = &one
        };
        Run(&a);
        Assert.Equal(-Math.Log(1e-7), loss, 1e-5);
        Assert.Equal([0f, 0f, 0f], Copy(dp, 3));
        t[0] = 1;
        Run(&a);
        Assert.Equal(1e-7, loss, 3e-8);
    }

    [Fact]
    public void Logits_far_apart_give_finite_losses()
    {
        var z = stackalloc float[] { 500, -500, 0 };
        var t = stackalloc float[] { 1 };
        var w = stackalloc float[] { 1 };
        var loss = 0f;
        var dz = stackalloc float[3];
        var one = 1f;
        var a = new LossArguments
        {
            Samples = 1,
            Places = 1,
            Divisor = 1,
            WeightFloats = 1,
            Classes = 3,
            Predictions = z,
            Targets = t,
            Weights = w,
            Sparse = true,
            FromLogits = true,
            Losses = &loss,
            Gradient = dz,
            Upstream = &one,
        };
        Run(&a);
        Assert.Equal(1000, loss);
        Assert.Equal([1f, -1f, 0f], Copy(dz, 3));
    }

    [Theory]
    [InlineData(10, true, true)]
    [InlineData(101, false, true)]
    [InlineData(101, true, false)]
    [InlineData(10, false, false)]
    public void Bits_are_the_same_on_every_width(int classes, bool sparse, bool fromLogits)
    {
        float[]? first = null;
        foreach (var width in SimdWidth.All)
        {
            using var room = new GuardedRoom();
            var a = Made(room, classes, sparse, fromLogits, scale: fromLogits ? 8 : 1);
            if (!fromLogits)
                for (var i = 0; i < Samples * a.PredictionsSample; i++) a.Predictions[i] = (a.Predictions[i] + 1.1f) / 2;
            Run(&a, width);
            a.Accumulate = true;
            Run(&a, width);
            float[] all = [.. Column(a.Losses, a.LossesSample), .. Rows(a.Gradient, Samples, a.GradientSample, 1, 0, classes)];
            first ??= all;
            if (SameBits || width > 4) AssertBits(first, all, $"width {width}");
        }
    }

    static void Run(LossArguments* a) => Run(a, SimdWidth.Best);

    static void Run(LossArguments* a, int width) =>
        Hornbill.Engine.Cpu.LossKernels.Run(new Hornbill.Graph.Ops.CrossEntropy(a->Sparse, a->FromLogits), a, width);

    static LossArguments Made(GuardedRoom room, int classes, bool sparse, bool fromLogits, float scale)
    {
        var a = new LossArguments
        {
            Samples = Samples,
            Places = 1,
            Divisor = 1,
            WeightFloats = 1,
            Classes = classes,
            PredictionsSample = classes + 1,
            TargetsSample = (sparse ? 1 : classes) + 2,
            WeightsSample = 3,
            LossesSample = 2,
            GradientSample = classes + 3,
            Sparse = sparse,
            FromLogits = fromLogits,
            UpstreamSample = 2,
        };
        a.Predictions = room.Room(Samples * a.PredictionsSample);
        a.Targets = room.Room(Samples * a.TargetsSample);
        a.Weights = room.Room(Samples * a.WeightsSample);
        a.Losses = room.Room(Samples * a.LossesSample);
        a.Gradient = room.Room(Samples * a.GradientSample);
        a.Upstream = room.Room(Samples * a.UpstreamSample);
        for (var n = 0; n < Samples; n++) a.Upstream[n * a.UpstreamSample] = 1f / Divisor;
        Fill(a.Predictions, Samples * a.PredictionsSample, 1);
        Fill(a.Targets, Samples * a.TargetsSample, 2);
        Fill(a.Weights, Samples * a.WeightsSample, 3);
        for (var i = 0; i < Samples * a.PredictionsSample; i++) a.Predictions[i] *= scale;
        for (var i = 0; i < Samples * a.TargetsSample; i++) a.Targets[i] = sparse ? Math.Abs((int)(a.Targets[i] * 1000)) % classes
            : Math.Abs(a.Targets[i]);
        return a;
    }

    // Logits, probabilities (of a class index too) and weights.
    static (double[] Z, double[] T, double[] W) Doubles(LossArguments a, int classes)
    {
        var t = new double[Samples * classes];
        for (var n = 0; n < Samples; n++)
            for (var c = 0; c < classes; c++)
                t[(n * classes) + c] = a.Sparse ? (a.Targets[n * a.TargetsSample] == c ? 1 : 0) : a.Targets[(n * a.TargetsSample) + c];
        return (Numbers.Doubles(Rows(a.Predictions, Samples, a.PredictionsSample, 1, 0, classes)), t,
            Numbers.Doubles(Column(a.Weights, a.WeightsSample)));
    }

    static float[] Column(float* p, int sample) => Rows(p, Samples, sample, 1, 0, 1);

    static double[] Clipped(double[] p, double[] t, double[] w, int classes) =>
        [.. Enumerable.Range(0, Samples).Select(n =>
        {
            var sum = p.Skip(n * classes).Take(classes).Sum();
            return -w[n] * Enumerable.Range(n * classes, classes).Sum(i => t[i] * Math.Log(Math.Clamp(p[i] / sum, 1e-7, 1 - 1e-7)));
        })];
}
