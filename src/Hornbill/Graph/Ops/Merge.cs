using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Two values of one shape made into one, element by element.</summary>
sealed class Merge<F>(string kind) : Op where F : struct, Merging.IFunction
{
    public override string Kind => kind;

    public override bool WritesRim => true;

    public override bool Commutes => typeof(F) == typeof(Merging.Sum);

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        var (a, b) = (to[node.Inputs[0]], to[node.Inputs[1]]);
        to.Add(new EachRow<Merging.Value<F>>($"{node.Name}: {kind}", node.Shape, [a, b], to.Output(node), false, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        Gradient<Merging.First<F>>(to, node, 0);
        Gradient<Merging.Second<F>>(to, node, 1);
    }

    void Gradient<O>(Lowering to, Node node, int input) where O : struct, Rows.IOperation
    {
        if (!to.Differentiates(node.Inputs[input])) return;
        var (a, b) = (to[node.Inputs[0]], to[node.Inputs[1]]);
        var (dx, fresh) = to.GradientInto(node.Inputs[input]);
        to.Add(new EachRow<O>($"d {node.Name}: {kind}", node.Shape, [to.Gradient(node), a, b], dx, !fresh, to.Width));
    }
}
