using Hornbill.Engine;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Σ of a sample's values times a direction of their shape: what is differentiated where no loss is. Inputs: values, direction.</summary>
sealed class Projection : Op
{
    public override string Kind => "projection";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [1];

    public override void Forward(Lowering to, Node node) =>
        to.Add(new ProjectionStep(node, to[node.Inputs[0]], to[node.Inputs[1]], to.Output(node), null, to.Width));

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new ProjectionStep(node, dx, to[node.Inputs[1]], to.Gradient(node), fresh, to.Width));
    }
}

/// <summary>Forward, or backward where <paramref name="fresh"/> says whether the gradient x is new.</summary>
sealed unsafe class ProjectionStep(Node node, Value x, Value direction, Value z, bool? fresh, int width)
    : ListedStep($"{(fresh is null ? "" : "d ")}{node.Name}: projection", fresh is null ? [x, direction] : [z, direction], [fresh is null ? z : x])
{
    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++)
        {
            var a = new Kernels.Projection.Arguments
            {
                X = f.At(x) + ((long)n * x.Stride),
                Direction = f.At(direction) + ((long)n * direction.Stride),
                Z = f.At(z) + ((long)n * z.Stride),
                Length = node.Inputs[0].Shape.Elements,
                Accumulate = fresh == false,
            };
            if (fresh is null) Kernels.Projection.Forward(&a);
            else SimdWidth.Run<Kernels.Projection.Backward, Kernels.Projection.Arguments>(width, &a);
        }
    }
}
