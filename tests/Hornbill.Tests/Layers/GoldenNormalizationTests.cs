using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Simd;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Graph;
using Xunit;
using Weight = Hornbill.Graph.Ops.Weight;

namespace Hornbill.Tests.Layers;

/// <summary>Normalisations against PyTorch (eng/golden/normalization.py): values, and gradients by inputs, scales and shifts.</summary>
public class GoldenNormalizationTests
{
    const double Tolerance = 1e-5;
    const int Count = 4;

    // In the order of the script, which the numbers depend on.
    static readonly (string Name, Func<Layer> Make, Shape Input)[] Cases =
    [
        ("BatchNormalization", () => new BatchNormalization(), [5, 4, 3]),
        ("BatchNormalization of vectors", () => new BatchNormalization(), [19]),
        ("BatchNormalization of sequences", () => new BatchNormalization(), [6, 17]),
        ("LayerNormalization", () => new LayerNormalization(), [3, 4, 18]),
        ("LayerNormalization of vectors", () => new LayerNormalization(), [7]),
        ("GroupNormalization", () => new GroupNormalization(3), [3, 4, 6]),
        ("GroupNormalization of channels", () => new GroupNormalization(-1), [4, 3, 5]),
        ("UnitNormalization", () => new UnitNormalization(), [3, 2, 5]),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_PyTorch_s(string name)
    {
        var golden = GoldenData.Read("normalization.json").GetProperty(name);
        var number = Array.FindIndex(Cases, c => c.Name == name);
        var stream = 9000 + (10 * number);
        var g = new TwinGraph(Count);
        var x = g.Input("x", Cases[number].Input);
        g.Leaves[x] = [.. GoldenData.Signed(stream, Count * x.Shape.Elements, 1).Select(v => (3 * v) + 1)];
        var y = Cases[number].Make().Apply(x);
        var weights = Node.Sorted([y]).Where(n => n.Op is Weight).ToLookup(n => ((Weight)n.Op).Variable.Name.Split('/')[^1]);
        foreach (var (weight, i) in new[] { ("gamma", 1), ("beta", 2) })
            foreach (var n in weights[weight]) g.Set(n, GoldenData.Signed(stream + i, n.Shape.Elements, 1));
        foreach (var n in weights["moving_mean"].Concat(weights["moving_variance"])) g.Set(n,
            [.. Enumerable.Repeat(1.0, n.Shape.Elements)]);
        var loss = g.Loss(g.Flat(y), sparse: true, fromLogits: true);
        g.Leaves[loss.Inputs[1]] = [.. Enumerable.Range(0, Count).Select(n => (double)(7 * n % y.Shape.Elements))];
        g.Leaves[loss.Inputs[2]] = [1, 1, 1, 1];
        Node[] by = [x, .. weights["gamma"], .. weights["beta"]];
        var run = new PlanRun(g, new Request([y], loss, by, Training: true), SimdWidth.Best);
        Close.Assert(run[y], golden.Doubles("y"), Tolerance, $"{name}: y");
        foreach (var (n, key) in by.Zip(["x", "gamma", "beta"])) Close.Assert(run.Gradient(n), golden.Doubles(key), Tolerance,
            $"{name}: {key}");
    }

    [Fact]
    public void Epsilon_may_be_0_and_not_less()
    {
        Tensor Made(Layer layer) => new Sequential([new Input(2), layer]).Predict(new Tensor([1, 2], [3, 4]));
        Close.Assert(Made(new RMSNormalization(epsilon: 0)).Data, [3 / Math.Sqrt(12.5), 4 / Math.Sqrt(12.5)], 1e-6);
        Close.Assert(Made(new LayerNormalization(epsilon: 0)).Data, [-1, 1], 1e-6);
        ThreeParts.Throws<ArgumentException>(() => new BatchNormalization(epsilon: -1), "-1");
        ThreeParts.Throws<ArgumentException>(() => new RMSNormalization(epsilon: double.NaN), "NaN");
    }
}
