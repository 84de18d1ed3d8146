using Hornbill.Kernels;
using Hornbill.Optimizers;
using Hornbill.Simd;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Optimizers;

public class OptimizerTests
{
    static readonly Dictionary<string, Func<Optimizer>> Rules = new()
    {
        ["sgd"] = () => new SGD(),
        ["sgd_momentum"] = () => new SGD(momentum: 0.9),
        ["sgd_nesterov"] = () => new SGD(momentum: 0.9, nesterov: true),
        ["adam"] = () => new Adam(),
        ["rmsprop"] = () => new RMSprop(),
    };

    public static TheoryData<string, int> All =>
        new(Rules.Keys.SelectMany(r => SimdWidth.All.Where(w => w <= SimdWidth.Best).Select(w => (r, w))));

    [Theory]
    [MemberData(nameof(All))]
    public unsafe void Fifty_steps_are_those_of_Keras(string rule, int width)
    {
        var (optimizer, golden) = (Rules[rule](), GoldenData.Read("optimizers.json").GetProperty(rule));
        var w = GoldenData.OptimizerWeights();
        var (slot0, slot1) = (new float[w.Length], new float[w.Length]);
        for (var t = 1; t <= 50; t++)
        {
            fixed (float* pw = w, pg = GoldenData.OptimizerGradient(t), p0 = slot0, p1 = slot1)
            {
                var a = new Steps.Arguments { W = pw, G = pg, Slot0 = p0, Slot1 = p1, Count = w.Length };
                optimizer.Step(&a, t, width);
            }
            if (golden.TryGetProperty($"{t}", out _)) Close.Assert(w, golden.Doubles($"{t}"), 1e-6, $"{rule}, step {t}");
        }
    }
}
