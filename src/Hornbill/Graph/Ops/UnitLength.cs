using Hornbill.Tensors;
using Kernel = Hornbill.Kernels.UnitLength;

namespace Hornbill.Graph.Ops;

/// <summary>The channels of each place divided by their length.</summary>
sealed class UnitLength : Op
{
    public override string Kind => "unit length";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node) => to.Add(new UnitLengthStep(node, to[node.Inputs[0]], to.Output(node), null, true));

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new UnitLengthStep(node, to[node.Inputs[0]], dx, to.Gradient(node), fresh));
    }
}

/// <summary>Forward, or backward where there is a gradient.</summary>
sealed unsafe class UnitLengthStep(Node node, Value x, Value result, Value? gradient, bool fresh)
    : Step($"{(gradient is null ? "" : "d ")}{node.Name}: unit length", [.. new[] { x, gradient, fresh ? null : result }.OfType<Value>()], [result])
{
    public override void Run(Frame f)
    {
        var channels = node.Shape[^1];
        for (var n = 0; n < f.Count; n++)
            for (var c = 0; c < node.Shape.Elements; c += channels)
            {
                float* from = f.At(x) + ((long)n * x.Stride) + c, to = f.At(result) + ((long)n * result.Stride) + c;
                if (gradient is null) Kernel.Forward(from, to, channels);
                else Kernel.Gradient(from, f.At(gradient) + ((long)n * gradient.Stride) + c, to, channels, !fresh);
            }
    }
}
