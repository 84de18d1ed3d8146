using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Values one behind the other along a dimension.</summary>
sealed class Concatenation(int axis) : Op
{
    public int Axis => axis;

    public override string Kind => "concatenate";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => Shape.Create([.. inputs[0].Select((n, d) => d == axis ? inputs.Sum(s => s[d]) : n)]);

    public override void Forward(Lowering to, Node node)
    {
        var y = to.Output(node);
        for (int i = 0, at = 0; i < node.Inputs.Count; at += Share(node.Inputs[i++].Shape))
            to.Add(new ConcatenationStep(node, Share(node.Inputs[i].Shape), Share(node.Shape), at, to[node.Inputs[i]], y, back: false, fresh: true));
    }

    public override void Backward(Lowering to, Node node)
    {
        for (int i = 0, at = 0; i < node.Inputs.Count; at += Share(node.Inputs[i++].Shape))
        {
            if (!to.Differentiates(node.Inputs[i])) continue;
            var (dx, fresh) = to.GradientInto(node.Inputs[i]);
            to.Add(new ConcatenationStep(node, Share(node.Inputs[i].Shape), Share(node.Shape), at, dx, to.Gradient(node), back: true, fresh));
        }
    }

    // Floats side by side: of the dimension itself and those behind it.
    int Share(Shape shape) => shape.Skip(axis).Aggregate(1, (n, d) => n * d);
}

/// <summary>One input's share of each place: into the result, or back out of its gradient.</summary>
sealed unsafe class ConcatenationStep(Node node, int share, int all, int at, Value part, Value whole, bool back, bool fresh)
    : ListedStep($"{(back ? "d " : "")}{node.Name}: concatenate", Touched(back, fresh, part, whole), [back ? part : whole])
{
    // Every share is written into the one result, so all of them count as readers of it too.
    static Value[] Touched(bool back, bool fresh, Value part, Value whole) => back && fresh ? [whole] : [part, whole];

    public override void Run(Frame f)
    {
        var places = node.Shape.Elements / all;
        for (var n = 0; n < f.Count; n++)
        {
            float* one = f.At(part) + ((long)n * part.Stride), many = f.At(whole) + ((long)n * whole.Stride) + at;
            if (back) Merging.CopyPlaces(many, all, one, share, share, places, !fresh);
            else Merging.CopyPlaces(one, share, many, all, share, places, false);
        }
    }
}
