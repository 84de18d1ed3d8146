using Hornbill.Engine;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A function of each vector along the last dimension: what comes out of x, and the gradient, from x, y and dy.</summary>
abstract unsafe class EachVector : Op
{
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <summary>Whether the gradient depends on x besides y.</summary>
    public virtual bool NeedsInput => false;

    /// <summary>y of x.</summary>
    public abstract void Apply(float* x, float* y, int length);

    /// <summary>dx of x (y where it is not needed), y and dy; added or written.</summary>
    public abstract void Gradient(float* x, float* y, float* dy, float* dx, int length, bool accumulate);

    public override void Forward(Lowering to, Node node)
    {
        var x = to[node.Inputs[0]];
        to.Add(new EachVectorForward(node, this, x, to.Output(node)));
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new EachVectorBackward(node, this, to[NeedsInput ? node.Inputs[0] : node], to[node], to.Gradient(node), dx, fresh));
    }
}

sealed unsafe class EachVectorForward(Node node, EachVector op, Value x, Value y) : ListedStep($"{node.Name}: {op.Kind}", [x], [y])
{
    public override void Run(Frame f)
    {
        var length = node.Shape[^1];
        for (var n = 0; n < f.Count; n++)
            for (var c = 0; c < node.Shape.Elements; c += length)
                op.Apply(f.At(x) + ((long)n * x.Stride) + c, f.At(y) + ((long)n * y.Stride) + c, length);
    }
}

sealed unsafe class EachVectorBackward(Node node, EachVector op, Value x, Value y, Value dy, Value dx, bool fresh)
    : ListedStep($"d {node.Name}: {op.Kind}", fresh ? [x, y, dy] : [x, y, dy, dx], [dx])
{
    public override void Run(Frame f)
    {
        var length = node.Shape[^1];
        for (var n = 0; n < f.Count; n++)
            for (var c = 0; c < node.Shape.Elements; c += length)
                op.Gradient(f.At(x) + ((long)n * x.Stride) + c, f.At(y) + ((long)n * y.Stride) + c, f.At(dy) + ((long)n * dy.Stride) + c,
                            f.At(dx) + ((long)n * dx.Stride) + c, length, !fresh);
    }
}
