using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Probabilities over the last dimension.</summary>
sealed class Softmax : Op
{
    public override string Kind => "softmax";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <summary>The loss takes the logits; whoever wants the probabilities keeps them.</summary>
    public override Fused? Absorb(Op next) =>
        next is SampleLoss { AfterSoftmax: { } loss } ? new(loss, Exclusive: false) : null;

    public override void Forward(Lowering to, Node node)
    {
        var x = to[node.Inputs[0]];
        to.Add(new SoftmaxForward(node, x, to.Output(node)));
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new SoftmaxBackward(node, to[node], to.Gradient(node), dx, fresh));
    }
}

sealed unsafe class SoftmaxForward(Node node, Value x, Value y) : Step($"{node.Name}: softmax", [x], [y])
{
    public override void Run(Frame f)
    {
        var classes = node.Shape[^1];
        for (var n = 0; n < f.Count; n++)
            for (var c = 0; c < node.Shape.Elements; c += classes)
                Kernels.Softmax.Forward(f.At(x) + ((long)n * x.Stride) + c, f.At(y) + ((long)n * y.Stride) + c, classes);
    }
}

sealed unsafe class SoftmaxBackward(Node node, Value y, Value dy, Value dx, bool fresh) : Step($"d {node.Name}: softmax", [y, dy], [dx])
{
    public override void Run(Frame f)
    {
        var classes = node.Shape[^1];
        for (var n = 0; n < f.Count; n++)
            for (var c = 0; c < node.Shape.Elements; c += classes)
                Kernels.Softmax.Gradient(f.At(y) + ((long)n * y.Stride) + c, f.At(dy) + ((long)n * dy.Stride) + c, f.At(dx) + ((long)n * dx.Stride) + c,
                                         classes, !fresh);
    }
}
