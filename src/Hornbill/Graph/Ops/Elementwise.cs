using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A function of each element, with up to three settings.</summary>
sealed class Elementwise<F>(string kind, float p = 0, float q = 0, float r = 0) : Op where F : struct, Kernels.Activations.IFunction
{
    /// <summary>The function's settings.</summary>
    public (float P, float Q, float R) Settings => (p, q, r);

    public override string Kind => kind;

    public override bool WritesRim => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <summary>A loss takes the logits in front of a sigmoid; whoever wants the probabilities keeps them.</summary>
    public override Fused? Absorb(Op next) =>
        typeof(F) == typeof(Kernels.Activations.Sigmoid) && next is SampleLoss { AfterSigmoid: { } loss } ? new(loss, Exclusive: false) : null;

    public override void Forward(Lowering to, Node node)
    {
        var x = to[node.Inputs[0]];
        to.Add(new EachRow<Kernels.Activations.Value<F>>($"{node.Name}: {kind}", node.Shape, [x], to.Output(node), false, to.Width, p, q, r));
    }

    public override void Backward(Lowering to, Node node)
    {
        var input = node.Inputs[0];
        if (!to.Differentiates(input)) return;
        var (dx, fresh) = to.GradientInto(input);
        to.Add(new EachRow<Kernels.Activations.Gradient<F>>($"d {node.Name}: {kind}", node.Shape, [to.Gradient(node), to[input], to[node]], dx, !fresh, to.Width, p, q, r));
    }
}
