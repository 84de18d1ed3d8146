using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tests.Kernels.Reference;
using Hornbill.Tests.Losses;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;

namespace Hornbill.Tests.Kernels;

/// <summary>The kernels of all losses against the References, in guarded memory.</summary>
public unsafe class LossTests
{
    const int Samples = 3;
    const double Tolerance = 3e-6;

    public static TheoryData<string> Names => [.. LossCases.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Losses_and_gradients_are_those_of_the_reference(string name)
    {
        foreach (var classes in (int[])[2, 3, 7, 17, 40])
            foreach (var places in (int[])[1, 3])
            {
                var c = LossCases.All[name];
                var (p, t) = (c.Predictions(Samples * places * classes, 3), c.Targets(Samples * places, classes, 4));
                double[] w = [0.5, 2, 1.25], upstream = [0.25, -1, 3];
                var losses = Of(c, p, t, w, classes, places);
                var gradient = Differences.Gradient(p, x => Of(c, x, t, w, classes, places).Zip(upstream, (l, u) => l * u).Sum(), 1e-5);
                foreach (var width in SimdWidth.All) Check(c, width, classes, places, [p, t, w, upstream], losses, gradient);
            }
    }

    static double[] Of(LossCase c, double[] p, double[] t, double[] w, int classes, int places) =>
        [.. p.Chunk(classes).Zip(t.Chunk(c.Sparse ? 1 : classes), c.Row).Chunk(places).Zip(w, (l, w) => w * l.Average())];

    static void Check(LossCase c, int width, int classes, int places, double[][] given, double[] losses, double[] gradient)
    {
        using var room = new GuardedRoom();
        int each = c.Sparse ? 1 : classes, length = places * classes, what = 0;
        float* Room(int floats, int sample)
        {
            var to = room.Room(((Samples - 1) * sample) + floats);
            for (var n = 0; n < Samples && what < 4; n++)
                for (var i = 0; i < floats; i++) to[(n * sample) + i] = (float)given[what][(n * floats) + i];
            what++;
            return to;
        }
        var a = new LossArguments
        {
            Samples = Samples,
            Places = places,
            Classes = classes,
            TargetFloats = each,
            WeightFloats = 1,
            Divisor = places,
            PredictionsSample = length + 1,
            TargetsSample = (places * each) + 2,
            WeightsSample = 3,
            UpstreamSample = 2,
            LossesSample = 4,
            GradientSample = length + 5,
        };
        a.Predictions = Room(length, a.PredictionsSample);
        a.Targets = Room(places * each, a.TargetsSample);
        a.Weights = Room(1, a.WeightsSample);
        a.Upstream = Room(1, a.UpstreamSample);
        a.Losses = Room(1, a.LossesSample);
        a.Gradient = Room(length, a.GradientSample);
        foreach (var times in (int[])[1, 2])
        {
            Hornbill.Engine.Cpu.LossKernels.Run(c.Loss.Op, &a, width);
            Close.Assert(Rows(a.Losses, Samples, a.LossesSample, 1, 0, 1), losses, Tolerance, $"losses, {classes} classes, width {width}");
            Close.Assert(Rows(a.Gradient, Samples, a.GradientSample, 1, 0, length), [.. gradient.Select(g => times * g)], Tolerance,
                $"gradient {times}, {classes} classes, width {width}");
            a.Accumulate = true;
        }
    }
}
