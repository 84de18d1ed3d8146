using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Values side by side along their last dimension.</summary>
sealed class Concatenation : Op
{
    public override string Kind => "concatenate";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => Shape.Create([.. inputs[0].ToArray()[..^1], inputs.Sum(s => s[^1])]);

    public override void Forward(Lowering to, Node node)
    {
        var y = to.Output(node);
        for (int i = 0, at = 0; i < node.Inputs.Count; at += node.Inputs[i++].Shape[^1])
            to.Add(new ConcatenationStep(node, node.Inputs[i].Shape[^1], at, to[node.Inputs[i]], y, back: false, fresh: true));
    }

    public override void Backward(Lowering to, Node node)
    {
        for (int i = 0, at = 0; i < node.Inputs.Count; at += node.Inputs[i++].Shape[^1])
        {
            if (!to.Differentiates(node.Inputs[i])) continue;
            var (dx, fresh) = to.GradientInto(node.Inputs[i]);
            to.Add(new ConcatenationStep(node, node.Inputs[i].Shape[^1], at, dx, to.Gradient(node), back: true, fresh));
        }
    }
}

/// <summary>One input's share of the channels: into the result, or back out of its gradient.</summary>
sealed unsafe class ConcatenationStep(Node node, int channels, int at, Value part, Value whole, bool back, bool fresh)
    : Step($"{(back ? "d " : "")}{node.Name}: concatenate", Touched(back, fresh, part, whole), [back ? part : whole])
{
    // Every share is written into the one result, so all of them count as readers of it too.
    static Value[] Touched(bool back, bool fresh, Value part, Value whole) => back && fresh ? [whole] : [part, whole];

    public override void Run(Frame f)
    {
        var (all, places) = (node.Shape[^1], node.Shape.Elements / node.Shape[^1]);
        for (var n = 0; n < f.Count; n++)
        {
            float* one = f.At(part) + ((long)n * part.Stride), many = f.At(whole) + ((long)n * whole.Stride) + at;
            if (back) Merging.CopyPlaces(many, all, one, channels, channels, places, !fresh);
            else Merging.CopyPlaces(one, channels, many, all, channels, places, false);
        }
    }
}
