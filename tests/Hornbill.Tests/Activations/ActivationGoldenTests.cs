using Hornbill.Activations;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Simd;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Graph;
using Xunit;

namespace Hornbill.Tests.Activations;

/// <summary>Every activation function by its name, against PyTorch.</summary>
public class ActivationGoldenTests
{
    public static TheoryData<string> Names => [.. Activation.All.Keys.Concat(
    [
        "gelu(approximate=true)", "celu(alpha=0.5)", "relu(max_value=3, negative_slope=0.1, threshold=0.5)", "hard_shrink(threshold=1.5)",
        "soft_shrink(threshold=1.5)", "threshold(threshold=1, default_value=-2)",
    ])];

    [Theory, MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_PyTorch(string name)
    {
        var golden = GoldenData.Read("activations.json").GetProperty(name);
        var g = new TwinGraph(6);
        var x = g.Input("x", [8], GoldenData.Signed(7950, 48, 6));
        var y = Activation.Apply(name, new(new View([8]), [x], "view"), "layer");
        double[] weights = [.. GoldenData.Signed(7951, 48, 1).Chunk(8).SelectMany(row => row[..y.Shape[0]])];
        // Poisson's loss of y × c for a count of 0 is the mean of y × c.
        var weighted = new Node(new Merge("product", PairFunction.Product), [y, g.Input("c", y.Shape, weights)], "product");
        var loss = g.Loss(new Hornbill.Losses.Poisson(), weighted, new double[weights.Length]);
        g.Leaves[loss.Inputs[2]] = [1, 1, 1, 1, 1, 1];
        foreach (var width in SimdWidth.All)
        {
            var run = new PlanRun(g, new Request([y], loss, [x]), width);
            Close.Assert(run[y], golden.Doubles("y"), 1e-5, "y");
            Close.Assert([.. run.Gradient(x).Select(d => d * weights.Length)], golden.Doubles("gradient"), 1e-5, "gradient");
        }
    }
}
