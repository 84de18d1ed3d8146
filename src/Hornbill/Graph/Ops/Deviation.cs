using Hornbill.Engine;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>√variance of a weight or of constants, at least <paramref name="least"/>; made anew when the weight changes.</summary>
sealed class Deviation(float least) : Op
{
    public float Least => least;

    public override string Kind => "deviation";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        var variance = node.Inputs[0] is { Op: Weight } w ? to.Weight(w) : to[node.Inputs[0]];
        to.Setup.Add(new DeviationStep(node.Name, variance, to.Packed(node), least));
    }
}

sealed unsafe class DeviationStep(string name, Value variance, Value to, float least) : ListedStep($"{name}: deviation", [variance], [to])
{
    public override void Run(Frame f) => Kernels.Statistics.Deviations(f.At(variance), f.At(to), (int)to.Floats, least);
}
