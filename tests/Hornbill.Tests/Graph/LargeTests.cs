using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Kernels;
using Xunit;

namespace Hornbill.Tests.Graph;

/// <summary>What is too large for tiles: weights read once for a batch, samples that are cut themselves.</summary>
public class LargeTests
{
    const double Tolerance = 1e-4;

    static readonly Dictionary<string, (Unit Unit, int Samples, Func<TwinGraph, Node> Make)> Nets = new()
    {
        ["wide dense layers"] = (Unit.Outputs, 13, g =>
        {
            var y = g.Relu("relu", g.Dense("first", g.Input("x", [270]), g.Weight("w", 270, 300), g.Weight("b", 300)));
            return g.Dense("last", g.Relu("relu2", g.Dense("second", y, g.Weight("w2", 300, 300), g.Weight("b2", 300))),
                g.Weight("w3", 300, 4));
        }
        ),
        ["a wide kernel"] = (Unit.Outputs, 7, g =>
        {
            var y = g.Convolution("first", g.Input("x", [5, 5, 5]), g.Weight("w", 3, 3, 5, 90), g.Weight("b", 90), pads: new(1, 1, 1, 1));
            y = g.Relu("relu", g.Convolution("second", g.Relu("relu1", y), g.Weight("w2", 3, 3, 90, 90), g.Weight("b2", 90)));
            return g.Dense("last", g.Flat(y), g.Weight("w3", 810, 4));
        }
        ),
        ["wide weights used twice"] = (Unit.Outputs, 19, g =>
        {
            var (w, b) = (g.Weight("w", 260, 260), g.Weight("b", 260));
            return g.Dense("last", g.Dense("again", g.Relu("relu", g.Dense("first", g.Input("x", [260]), w, b)), w, b),
                g.Weight("w3", 260, 4));
        }
        ),
        ["a wide alpha"] = (Unit.Outputs, 3, g =>
        {
            var y = g.PRelu(g.Input("x", [70, 1000, 1]), g.Weight("alpha", 70, 1000, 1));
            return g.Dense("last", g.Flat(g.AveragePool("pool", y, new(10, 100))), g.Weight("w", 70, 4));
        }
        ),
        ["a wide depthwise kernel"] = (Unit.Outputs, 7, g =>
        {
            var y = ConvolutionLayerGradientTests.Depthwise(g, g.Input("x", [16, 16, 300]), new DepthwiseConv2D(15), default);
            return g.Dense("last", g.Flat(y), g.Weight("w3", 1200, 4));
        }
        ),
        ["a wide transposed kernel"] = (Unit.Outputs, 7, g =>
        {
            var y = ConvolutionLayerGradientTests.Transposed(g, g.Input("x", [3, 3, 90]), new Conv2DTranspose(90, 3, padding: "same"));
            return g.Dense("last", g.Flat(y), g.Weight("w3", 810, 4));
        }
        ),
        ["a large sample"] = (Unit.Rows, 2, g =>
        {
            var y = g.Relu("relu", g.Convolution("first", g.Input("x", [200, 150, 18]), g.Weight("w", 1, 1, 18, 18), g.Weight("b", 18)));
            return g.Dense("last", g.Flat(g.Pool("pool", y, new(10, 10), new(19, 14))), g.Weight("w3", 11 * 11 * 18, 4));
        }
        ),
        ["a large sample, normalised"] = (Unit.Rows, 2, g =>
        {
            var y = g.Convolution("first", g.Input("x", [170, 150, 3]), g.Weight("w", 3, 3, 3, 34), g.Weight("b", 34),
                pads: new(1, 1, 1, 1));
            var z = g.Relu("relu", g.Normalize("norm", y, g.Weight("gamma", 34), g.Weight("beta", 34)));
            z = g.Sum("sum", z, y, taken: true);
            return g.Dense("last", g.Flat(g.AveragePool("pool", z, new(170, 150))), g.Weight("w3", 34, 4));
        }
        ),
        ["a large sample, normalised and pooled"] = (Unit.Rows, 2, g =>
        {
            var y = g.Convolution("first", g.Input("x", [170, 150, 3]), g.Weight("w", 3, 3, 3, 34), pads: new(1, 1, 1, 1));
            y = g.Relu("relu", g.Pool("pool", g.Normalize("norm", y, g.Weight("gamma", 34), g.Weight("beta", 34)), new(2, 2)));
            return g.Dense("last", g.Flat(g.AveragePool("average", y, new(17, 15), new(17, 15))), g.Weight("w3", 850, 4));
        }
        ),
        ["a large sample of convolutions by channel and back"] = (Unit.Rows, 2, g =>
        {
            var y = ConvolutionLayerGradientTests.Depthwise(g, g.Input("x", [200, 150, 18]), new DepthwiseConv2D(2), default);
            y = g.Relu("relu", ConvolutionLayerGradientTests.Transposed(g, y, new Conv2DTranspose(18, 2)));
            return g.Dense("last", g.Flat(g.Pool("pool", y, new(10, 10), new(19, 14))), g.Weight("w3", 11 * 11 * 18, 4));
        }
        ),
    };

    public static TheoryData<string> Names => [.. Nets.Keys.Select(Row)];

    static TheoryDataRow<string> Row(string name)
    {
        var row = new TheoryDataRow<string>(name);
        return Nets[name].Unit == Unit.Rows ? row.WithTrait("Speed", "slow") : row;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_right_and_the_same_on_any_number_of_threads(string name)
    {
        var (unit, samples, make) = Nets[name];
        var g = new TwinGraph(samples);
        var y = make(g);
        var by = g.Leaves.Keys.Except(g.Frozen).ToArray();
        var loss = g.Loss(y, sparse: false, fromLogits: true);
        var run = new PlanRun(g, new([y], loss, by, Training: true));
        Assert.Contains(run.Plan.Segments, s => s.Unit == unit);
        Overlaps.AssertNone(run.Plan, name);
        Close.Assert(run[y], g.Value(y), Tolerance, "y");
        Close.Assert(run.Losses, g.Value(loss), Tolerance, "losses");
        var gradients = g.Gradients(loss, by);
        g.AssertSaid();
        foreach (var n in by) Close.Terms(run.Gradient(n), gradients.Gradient(n), gradients.GradientTerms(n), n.Shape[^1], Tolerance,
            $"d {n.Name}");
        foreach (var threads in new[] { 2, 3, 7 })
        {
            var other = new PlanRun(g, new([y], loss, by, Training: true), workers: new(threads));
            Numbers.AssertBits(run.Losses, other.Losses, $"losses, {threads} threads");
            foreach (var n in by) Numbers.AssertBits(run.Gradient(n), other.Gradient(n), $"d {n.Name}, {threads} threads");
        }
    }
}
