using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Tests.Losses;
using Xunit;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

/// <summary>The second engine itself: it knows every op, and its gradients are the differences of its values.</summary>
public class ReferenceEngineTests
{
    [Fact]
    public void Every_op_has_a_double()
    {
        var ops = typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract).ToArray();
        Assert.True(ops.Length > 30);
        var closed = ops.SelectMany(Closed).Except([typeof(Ops.AnySize), typeof(Ops.Input), typeof(Ops.Weight)]).ToArray();
        Assert.Empty(closed.Where(t => !Twins.Has(t)).Select(t => t.ToString()));
        Assert.Contains(Ops.Function.Gelu, closed);
        Assert.Contains(Ops.PairFunction.Greater, closed);
    }

    [Fact]
    public void Every_loss_has_a_double() =>
        Assert.Empty(Loss.Names.Select(Loss.Named).Concat(LossCases.All.Values.Select(c => c.Loss)).Where(l =>
            !Twins.Has(Twins.Key(l.Op))).Select(l => l.ToString()));

    [Fact]
    public void An_op_without_one_says_so() =>
        Assert.Contains("Twins", Assert.Throws<NotSupportedException>(() => Twins.Of(new Unknown())).Message);

    // An op of a function is as many ops as there are functions.
    static IEnumerable<object> Closed(Type op) => op switch
    {
        _ when op == typeof(Ops.Elementwise) => Enum.GetValues<Ops.Function>().Cast<object>(),
        _ when op == typeof(Ops.Merge) => Enum.GetValues<Ops.PairFunction>().Cast<object>(),
        _ when op == typeof(Ops.BroadcastMerge) => Enum.GetValues<Ops.PairFunction>().Select(f => (object)(op, f)),
        _ when op == typeof(Ops.Noise) => Enum.GetValues<Ops.NoiseRule>().Cast<object>(),
        _ when op == typeof(Ops.LossOf) => Enum.GetValues<Ops.LossFunction>()
            .Except([Ops.LossFunction.Entropy, Ops.LossFunction.EntropyOfLogits]).Cast<object>(),
        _ => [op],
    };

    public static TheoryData<string> Names => [.. OpGradientTests.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_differences(string name)
    {
        var g = new TwinGraph(2);
        var y = OpGradientTests.All[name](g);
        var by = g.Leaves.Keys.Except(g.Frozen).ToArray();
        AssertDifferences(g, g.Loss(g.Flat(y), sparse: false, fromLogits: true), by);
    }

    public static TheoryData<string> LossNames => [.. LossCases.All.Keys];

    [Theory]
    [MemberData(nameof(LossNames))]
    public void Gradients_of_losses_are_differences(string name)
    {
        var c = LossCases.All[name];
        var g = new TwinGraph(3);
        var p = g.Input("p", [2, 4], c.Predictions(24, 11));
        AssertDifferences(g, g.Loss(c.Loss, p, c.Targets(6, 4, 12), c.Row), [p]);
        g.AssertSaid();
    }

    [Fact]
    public void Every_function_has_the_gradient_of_its_differences()
    {
        foreach (var name in Hornbill.Activations.Activation.All.Keys.Where(n => n != "softmax"))
        {
            var g = new TwinGraph(2);
            var y = Hornbill.Activations.Activation.Apply(name, g.Dense("dense", g.Input("x", [5]), g.Weight("w", 5, 4)), "layer");
            AssertDifferences(g, g.Loss(y, sparse: false, fromLogits: true), g.By(y));
        }
    }

    [Fact]
    public void Terms_that_cancel_are_told()
    {
        var g = new TwinGraph(4);
        var (w, b) = (g.Weight("w", 3, 3, 2, 5), g.Weight("b", 5));
        var y = g.Normalize("norm", g.Convolution("conv", g.Input("x", [5, 5, 2]), w, b), null, null);
        var engine = g.Gradients(g.Loss(g.Flat(y), sparse: true, fromLogits: true), [w, b]);
        Assert.All(engine.Gradient(b), d => Assert.InRange(Math.Abs(d), 0, 1e-15));
        Assert.All(engine.GradientTerms(b), t => Assert.InRange(t, 1e-3, 10));
        Assert.All(engine.Gradient(w).Zip(engine.GradientTerms(w)), p => Assert.InRange(Math.Abs(p.First), 0, p.Second));
    }

    static void AssertDifferences(TwinGraph g, Node loss, IReadOnlyList<Node> by)
    {
        var engine = g.Gradients(loss, by);
        foreach (var n in by)
            Close.Assert(engine.Gradient(n), Kernels.Reference.Differences.Gradient(g.Leaves[n], x => g.Mean(loss, n, x), 1e-5), 5e-6,
                $"d {n.Name}");
    }

    sealed class Unknown : Op
    {
        public override string Kind => "unknown";

        public override Tensors.Shape Infer(IReadOnlyList<Tensors.Shape> inputs) => inputs[0];
    }
}
