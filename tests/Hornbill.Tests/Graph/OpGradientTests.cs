using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Simd;
using Hornbill.Tests.Engine;
using Xunit;

namespace Hornbill.Tests.Graph;

/// <summary>Values and gradients of ops in a plan against the References and differences through them.</summary>
public partial class OpGradientTests
{
    const double Tolerance = 3e-6;

    static readonly Workers Three = new(3);

    static readonly Dictionary<string, Func<TwinGraph, Node>> Ops = new()
    {
        ["convolution"] = g => g.Convolution("conv", g.Input("x", [5, 6, 3]), g.Weight("w", 3, 2, 3, 4), g.Weight("b", 4)),
        ["convolution without bias, padded, strided"] = g =>
            g.Convolution("conv", g.Input("x", [6, 5, 2]), g.Weight("w", 3, 3, 2, 3), null, new(2, 1), null, new(1, 0, 1, 2)),
        ["dilated convolution"] = g => g.Convolution("conv", g.Input("x", [7, 7, 2]), g.Weight("w", 3, 3, 2, 2), g.Weight("b", 2), null,
            new(2, 2), new(1, 1, 1, 1)),
        ["convolution + relu"] = g => g.Relu("relu",
            g.Convolution("conv", g.Input("x", [5, 5, 2]), g.Weight("w", 3, 3, 2, 5), g.Weight("b", 5), pads: new(1, 1, 1, 1))),
        ["convolution + relu that most of the gradient does not reach"] = g => g.Dropout(
            "dropout", g.Relu("relu", g.Convolution("conv", g.Input("x", [5, 5, 2]), g.Weight("w", 3, 3, 2, 5), g.Weight("b", 5),
                pads: new(1, 1, 1, 1))), 0.5f),
        ["convolution + pool"] = g => g.Pool("pool",
            g.Convolution("conv", g.Input("x", [6, 7, 2]), g.Weight("w", 2, 2, 2, 5), g.Weight("b", 5)), new(2, 2)),
        ["convolution + relu + ragged pool"] = g =>
            g.Pool("pool", g.Relu("relu", g.Convolution("conv", g.Input("x", [7, 7, 3]), g.Weight("w", 3, 3, 3, 4), g.Weight("b", 4),
                pads: new(1, 1, 1, 1))), new(3, 2),
                   pads: new(0, 0, 2, 1)),
        ["convolutions one after another, with a rim between"] = g =>
        {
            var y = g.Relu("relu", g.Convolution("first", g.Input("x", [6, 6, 2]), g.Weight("w", 3, 3, 2, 3), g.Weight("b", 3),
                pads: new(1, 1, 1, 1)));
            return g.Convolution("second", y, g.Weight("w2", 3, 3, 3, 2), g.Weight("b2", 2), pads: new(1, 1, 1, 1));
        },
        ["dense"] = g => g.Dense("dense", g.Input("x", [9]), g.Weight("w", 9, 5), g.Weight("b", 5)),
        ["dense without bias + relu"] = g => g.Relu("relu", g.Dense("dense", g.Input("x", [7]), g.Weight("w", 7, 18))),
        ["overlapping pool"] = g => g.Pool("pool", g.Input("x", [5, 6, 3]), new(3, 2), new(2, 1), new(1, 0, 0, 1)),
        ["relu"] = g => g.Relu("relu", g.Input("x", [3, 4, 2])),
        ["softmax"] = g => g.Softmax("softmax", g.Input("x", [7])),
        ["softmax of each pixel"] = g => g.Softmax("softmax", g.Input("x", [2, 3, 4])),
        ["view"] = g => g.View("view", g.Input("x", [4, 3]), [12]),
        ["dropout"] = g => g.Dropout("dropout", g.Input("x", [21]), 0.4f),
        ["dropout between rims"] = g => g.Convolution("conv", g.Dropout("dropout", g.Input("x", [4, 4, 2]), 0.3f),
            g.Weight("w", 3, 3, 2, 2), pads: new(1, 1, 1, 1)),
        ["a node read twice"] = g =>
        {
            var x = g.Relu("relu", g.Convolution("conv", g.Input("x", [5, 5, 2]), g.Weight("w", 3, 3, 2, 2), pads: new(1, 1, 1, 1)));
            return g.Sum("sum", g.Convolution("left", x, g.Weight("v", 3, 3, 2, 2), pads: new(1, 1, 1, 1)), g.Relu("right", x));
        },
        ["a node added to itself"] = g =>
        {
            var x = g.Dense("dense", g.Input("x", [5]), g.Weight("w", 5, 6));
            return g.Sum("sum", x, x);
        },
        ["a view and its source read"] = g =>
        {
            var x = g.Relu("relu", g.Input("x", [12]));
            var image = g.Convolution("conv", g.View("image", x, [3, 4, 1]), g.Weight("w", 3, 3, 1, 1), pads: new(1, 1, 1, 1));
            return g.Sum("sum", g.Flat(image), x);
        },
        ["group normalisation"] = g => g.GroupNormalize("norm", g.Input("x", [3, 4, 6]), 3, g.Weight("gamma", 6), g.Weight("beta", 6)),
        ["group normalisation, long groups, no centre"] = g =>
            g.GroupNormalize("norm", g.Relu("relu", g.Input("x", [2, 3, 38])), 2, g.Weight("gamma", 38), null),
        ["layer normalisation"] = g => g.GroupNormalize("norm", g.Input("x", [2, 3, 19]), null, g.Weight("gamma", 19),
            g.Weight("beta", 19)),
        ["layer normalisation without scale and centre"] = g => g.GroupNormalize("norm", g.Input("x", [7]), null, null, null),
        ["inverse root mean square"] = g => g.InverseRoot("rms", g.Input("x", [2, 3, 5]), centred: false),
        ["inverse deviation of what others read"] = g =>
        {
            var x = g.Relu("relu", g.Input("x", [7]));
            return g.Sum("sum", g.InverseRoot("rms", x, centred: true), x);
        },
        ["unit length"] = g => g.UnitLength("unit", g.Input("x", [2, 3, 5])),
        ["normalise"] = g => g.Normalize("norm", g.Input("x", [3, 4, 5]), g.Weight("gamma", 5), g.Weight("beta", 5)),
        ["normalise vectors, without scale"] = g => g.Normalize("norm", g.Input("x", [19]), null, g.Weight("beta", 19)),
        ["normalise, frozen"] = g => g.Relu("relu",
            g.Normalize("norm", g.Input("x", [3, 4, 5]), g.Weight("gamma", 5), g.Weight("beta", 5), frozen: true)),
        ["convolution + relu + statistics, normalise + pool"] = g =>
        {
            var y = g.Relu("relu", g.Convolution("conv", g.Input("x", [6, 7, 2]), g.Weight("w", 3, 3, 2, 9), g.Weight("b", 9),
                pads: new(1, 1, 1, 1)));
            y = g.Pool("pool", g.Normalize("norm", y, g.Weight("gamma", 9), g.Weight("beta", 9)), new(2, 2));
            return g.Convolution("next", y, g.Weight("w2", 3, 3, 9, 2), g.Weight("b2", 2), pads: new(1, 1, 1, 1));
        },
        ["normalise + relu + ragged pool"] = g =>
            g.Pool("pool", g.Relu("relu", g.Normalize("norm", g.Input("x", [5, 5, 3]), g.Weight("gamma", 3), g.Weight("beta", 3))),
                new(3, 2), pads: new(0, 0, 1, 1)),
        ["normalise + overlapping pool"] = g => g.Pool("pool",
            g.Normalize("norm", g.Input("x", [5, 5, 3]), g.Weight("gamma", 3), g.Weight("beta", 3)), new(3, 3), new(2, 2)),
        ["a residual unit"] = g =>
        {
            var x = g.Relu("first", g.Normalize("before",
                g.Convolution("in", g.Input("x", [5, 5, 2]), g.Weight("w0", 3, 3, 2, 4), pads: new(1, 1, 1, 1)), g.Weight("g0", 4),
                g.Weight("b0", 4)));
            var y = g.Convolution("conv", x, g.Weight("w", 3, 3, 4, 4), g.Weight("b", 4), pads: new(1, 1, 1, 1));
            y = g.Normalize("norm", y, g.Weight("gamma", 4), g.Weight("beta", 4));
            return g.Relu("relu", g.Sum("add", x, y, taken: true));
        },
        ["a scale used twice"] = g =>
        {
            var (gamma, beta) = (g.Weight("gamma", 4), g.Weight("beta", 4));
            return g.Normalize("second", g.Relu("relu", g.Normalize("first", g.Input("x", [3, 3, 4]), gamma, beta)), gamma, beta);
        },
        ["dense weights used twice"] = g =>
        {
            var (w, b) = (g.Weight("w", 6, 6), g.Weight("b", 6));
            return g.Dense("again", g.Relu("relu", g.Dense("dense", g.Input("x", [6]), w, b)), w, b);
        },
        ["a kernel used twice, with biases of their own"] = g =>
        {
            var w = g.Weight("w", 3, 3, 2, 2);
            var y = g.Convolution("first", g.Input("x", [5, 5, 2]), w, g.Weight("b", 2), pads: new(1, 1, 1, 1));
            return g.Convolution("second", y, w, g.Weight("b2", 2), pads: new(1, 1, 1, 1));
        },
        ["a bias used twice, with kernels of their own"] = g =>
        {
            var b = g.Weight("b", 4);
            return g.Dense("second", g.Dense("first", g.Input("x", [4]), g.Weight("w", 4, 4), b), g.Weight("w2", 4, 4), b);
        },
        ["a kernel used with and without dilation"] = g =>
        {
            // 3 × 11 floats in a row are enough for the gradient to read them in place; dilated, their 11 are not.
            var (x, w) = (g.Input("x", [4, 5, 11]), g.Weight("w", 3, 3, 11, 1));
            return g.Sum("sum", g.Convolution("plain", x, w, pads: new(1, 1, 1, 1)),
                g.Convolution("dilated", x, w, null, null, new(1, 2), new(1, 2, 1, 2)));
        },
    };

    /// <summary>Every graph of them.</summary>
    internal static IReadOnlyDictionary<string, Func<TwinGraph, Node>> All => Ops.Concat(Shapes).ToDictionary();

    public static TheoryData<string, int> Cases =>
        [.. All.Keys.SelectMany(name => new[] { 1, 2, 7 }.Select(samples => new TheoryDataRow<string, int>(name, samples)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_references(string name, int samples)
    {
        var g = new TwinGraph(samples);
        Agree(g, All[name](g));
    }

    /// <summary>The value of a node and the gradients by all leaves that are not frozen, for every width of vectors.</summary>
    internal static void Agree(TwinGraph g, Node y)
    {
        var by = g.Leaves.Keys.Except(g.Frozen).ToArray();
        var loss = g.Loss(g.Flat(y), sparse: false, fromLogits: true);
        var gradients = g.Gradients(loss, by);
        g.AssertSaid();
        var request = new Request([y], loss, by, Training: true, Frozen: g.Kept);
        foreach (var width in SimdWidth.All)
        {
            var run = new PlanRun(g, request, width, width == 8 ? Three : null, spare: width == 4 ? 3 : 0);
            Close.Assert(run[y], g.Value(y), Tolerance, $"y, width {width}");
            Close.Assert(run.Losses, g.Value(loss), Tolerance, $"losses, width {width}");
            foreach (var n in by) Close.Terms(run.Gradient(n), gradients.Gradient(n), gradients.GradientTerms(n), n.Shape[^1], Tolerance,
                $"d {n.Name}, width {width}");
        }
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    public void Losses_and_their_gradients(bool sparse, bool fromLogits, bool probabilitiesAsked)
    {
        var g = new TwinGraph(7);
        var (x, w) = (g.Input("x", [5]), g.Weight("w", 5, 4));
        var z = g.Dense("dense", x, w);
        var p = fromLogits ? z : g.Softmax("softmax", z);
        var loss = g.Loss(p, sparse, fromLogits);
        var run = new PlanRun(g, new Request(probabilitiesAsked ? [p, z] : [], loss, [x, w]));
        Close.Assert(run.Losses, g.Value(loss), Tolerance, "losses");
        Close.Assert(run.Gradient(w), g.Gradient(loss, w), Tolerance, "dw");
        Close.Assert(run.Gradient(x), g.Gradient(loss, x), Tolerance, "dx");
        if (probabilitiesAsked) Close.Assert(run[p], g.Value(p), Tolerance, "p");
    }

    [Fact]
    public void The_gradient_by_an_inner_node_is_that_by_its_values()
    {
        var g = new TwinGraph(3);
        var (x, w) = (g.Input("x", [6]), g.Weight("w", 6, 6));
        var inner = g.Relu("relu", g.Dense("dense", x, w));
        var view = g.View("view", inner, [2, 3]);
        var p = g.Softmax("softmax", g.Sum("sum", g.Relu("other", inner), g.Flat(view)));
        var loss = g.Loss(p, sparse: true, fromLogits: false);
        var run = new PlanRun(g, new Request([], loss, [inner, view, p, w]));

        var dp = Dp(g, p, loss);
        Close.Assert(run.Gradient(p), dp, Tolerance, "dp");
        var dz = Hornbill.Kernels.Reference.Softmax.Gradient(3, 6, g.Value(p), dp);
        Close.Assert(run.Gradient(view), dz, Tolerance, "d view");
        Close.Assert(run.Gradient(inner), [.. dz.Zip(g.Value(inner), (d, x) => x > 0 ? 2 * d : d)], Tolerance, "d inner");
        Close.Assert(run.Gradient(w), g.Gradient(loss, w), Tolerance, "dw");
    }

    // Of −w ln (p_t / Σ p) / N.
    static double[] Dp(TwinGraph g, Node p, Node loss)
    {
        var (values, target, weights) = (g.Value(p), g.Leaves[loss.Inputs[1]], g.Leaves[loss.Inputs[2]]);
        return [.. values.Select((v, i) => weights[i / 6] / g.Samples * (1 - (i % 6 == (int)target[i / 6] ? 1 / v : 0)))];
    }
}
