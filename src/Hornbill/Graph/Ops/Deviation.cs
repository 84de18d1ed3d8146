using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>√variance of a weight or of constants, at least <paramref name="least"/>; made anew when the weight changes.</summary>
sealed class Deviation(float least) : Op
{
    public float Least => least;

    public override string Kind => "deviation";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
