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
    public static TheoryData<string> Names => [.. Activation.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_PyTorch(string name)
    {
        var golden = GoldenData.Read("activations.json").GetProperty(name);
        var g = new TwinGraph(6);
        var x = g.Input("x", [8], GoldenData.Signed(7950, 48, 6));
        var y = Activation.Apply(name, new(new View([8]), [x], "view"), "layer");
        // Poisson's loss of y × c for a count of 0 is the mean of y × c.
        var weighted = new Node(new Merge("product", PairFunction.Product), [y, g.Input("c", [8], GoldenData.Signed(7951, 48, 1))], "product");
        var loss = g.Loss(new Hornbill.Losses.Poisson(), weighted, new double[48]);
        g.Leaves[loss.Inputs[2]] = [1, 1, 1, 1, 1, 1];
        foreach (var width in SimdWidth.All)
        {
            var run = new PlanRun(g, new Request([y], loss, [x]), width);
            Close.Assert(run[y], golden.Doubles("y"), 1e-5, "y");
            Close.Assert([.. run.Gradient(x).Select(d => d * 48)], golden.Doubles("gradient"), 1e-5, "gradient");
        }
    }
}
