using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Losses;
using Hornbill.Simd;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Losses;
using Xunit;

namespace Hornbill.Tests.Graph;

/// <summary>Losses in a plan against the References and differences through them.</summary>
public class LossGradientTests
{
    const double Tolerance = 3e-6;

    public static TheoryData<string> Names => [.. LossCases.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Losses_and_gradients_by_predictions_are_those_of_the_references(string name)
    {
        var c = LossCases.All[name];
        foreach (var shape in (Tensors.Shape[])[[5], [2, 3, 4], [3, 6]])
        {
            var g = new TwinGraph(7);
            var p = g.Input("p", shape, c.Predictions(7 * shape.Elements, 11));
            var loss = g.Loss(c.Loss, p, c.Targets(7 * shape.Elements / shape[^1], shape[^1], 12), c.Row);
            var expected = g.Gradient(loss, p);
            foreach (var width in SimdWidth.All)
            {
                var run = new PlanRun(g, new Request([], loss, [p]), width, spare: 3);
                Close.Assert(run.Losses, g.Value(loss), Tolerance, $"losses of {shape}");
                Close.Assert(run.Gradient(p), expected, Tolerance, $"gradient of {shape}");
            }
        }
    }

    [Theory]
    [InlineData("binary_crossentropy", true, true)]
    [InlineData("binary_crossentropy(label_smoothing=0.2)", true, true)]
    [InlineData("categorical_crossentropy(label_smoothing=0.2)", false, true)]
    [InlineData("categorical_focal_crossentropy", false, true)]
    [InlineData("sparse_categorical_crossentropy", false, true)]
    [InlineData("mean_squared_error", true, false)]
    [InlineData("mean_squared_error", false, false)]
    [InlineData("categorical_crossentropy(label_smoothing=0.2)", true, false)]
    public void What_a_sigmoid_or_softmax_makes_goes_back_to_the_logits(string name, bool sigmoid, bool fused)
    {
        var c = LossCases.All[name];
        foreach (var asked in (bool[])[false, true])
        {
            var g = new TwinGraph(5);
            var x = g.Input("x", [2, 3, 4]);
            var p = sigmoid ? g.Sigmoid("sigmoid", x) : g.Softmax("softmax", x);
            var loss = g.Loss(c.Loss, p, c.Targets(30, 4, 13), c.Row);
            var run = new PlanRun(g, new Request(asked ? [p] : [], loss, [x]));
            Close.Assert(run.Losses, g.Value(loss), Tolerance, "losses");
            Close.Assert(run.Gradient(x), g.Gradient(loss, x), Tolerance, "dx");
            Assert.Equal(!fused, run.Steps.Any(s =>
                s.StartsWith("d sigmoid", StringComparison.Ordinal) || s.StartsWith("d softmax", StringComparison.Ordinal)));
            if (asked) Close.Assert(run[p], g.Value(p), Tolerance, "p");
        }
    }

    [Fact]
    public void Logits_far_off_give_finite_losses()
    {
        var g = new TwinGraph(1);
        var x = g.Input("x", [4], [500, -500, 40, -1000]);
        var loss = g.Loss(new BinaryCrossentropy(fromLogits: true), x, [0, 1, 1, 0]);
        g.Leaves[loss.Inputs[2]][0] = 1;
        var run = new PlanRun(g, new Request([], loss, [x]));
        Assert.Equal([250f], run.Losses);
        Close.Assert(run.Gradient(x), [0.25, -0.25, 0, 0], 1e-6);
    }

    [Fact]
    public void Ignored_places_count_for_nothing()
    {
        var g = new TwinGraph(3);
        var z = g.Input("z", [2, 2, 3]);
        double[] labels = [0, -1, 2, 1, -1, -1, -1, -1, 1, -1, -1, -1];
        var loss = new SparseCategoricalCrossentropy(fromLogits: true, ignoreClass: -1);
        var node = g.Loss(loss, z, labels);
        var run = new PlanRun(g, new Request([], node, [z]));
        var each = g.Leaves[z].Chunk(3).Zip(labels, (row, t) => t < 0 ? 0 : -Math.Log(LossCases.Softmax(row)[(int)t])).ToArray();
        var weights = g.Leaves[node.Inputs[2]];
        Close.Assert(run.Losses, [weights[0] * (each[0] + each[2] + each[3]) * 3 / 4, 0, weights[2] * each[8] * 3 / 4], Tolerance);
        for (var i = 0; i < 36; i++) Assert.Equal(labels[i / 3] < 0, run.Gradient(z)[i] == 0);
    }

    [Fact]
    public void Probabilities_beyond_the_clip_have_no_gradient()
    {
        foreach (var (loss, expected) in new (Loss, double)[] { (new BinaryCrossentropy(), -Math.Log(1e-7)),
            (new CategoricalCrossentropy(), -2 * Math.Log(1e-7)) })
        {
            var g = new TwinGraph(1);
            var p = g.Input("p", [2], [0, 1]);
            var node = g.Loss(loss, p, loss is BinaryCrossentropy ? [1, 0] : [2, 0]);
            g.Leaves[node.Inputs[2]][0] = 1;
            var run = new PlanRun(g, new Request([], node, [p]));
            Close.Assert(run.Losses, [expected], 2e-2); // 1 − 1e-7 is rounded
            Assert.Equal([0f, 0f], run.Gradient(p));
        }
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(3, false)]
    [InlineData(64, true)]
    public void A_penalty_on_an_activity_is_its_sum_over_the_batch(int units, bool alone)
    {
        var g = new TwinGraph(7);
        var (x, w) = (g.Input("x", [5]), g.Weight("w", 5, units));
        var y = g.Relu("relu", g.Dense("dense", x, w));
        var penalty = g.Penalty("penalty", y, 0.02, 0.3);
        var total = alone ? penalty : g.Total("total", penalty, g.Loss(y, sparse: true, fromLogits: true), 0.5f);
        foreach (var width in SimdWidth.All)
        {
            var run = new PlanRun(g, new Request([], total, [w, x], Training: true), width);
            Close.Assert(run.Losses, g.Value(total), Tolerance, "losses");
            Close.Assert(run.Gradient(w), g.Gradient(total, w), Tolerance, "dw");
            Close.Assert(run.Gradient(x), g.Gradient(total, x), Tolerance, "dx");
        }
    }
}
