using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>x where it is positive, else α x. Inputs: x, and α of the same rank, whose dimensions are those of x, or 1 where elements share it.</summary>
sealed class PRelu : Op
{
    public override string Kind => "prelu";

    public override bool WritesRim => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        var (x, alpha, y) = (to[node.Inputs[0]], to.Weight(node.Inputs[1]), to.Output(node));
        var box = Box.Of([.. node.Shape], Steps(node, x), Steps(node, y), Alpha(node)) with { FirstA = First(node, x), FirstTo = First(node, y) };
        to.Add(new EachOfBox<Kernels.PRelu.Value>($"{node.Name}: {Kind}", box, [x, alpha], y, false, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        var (x, alpha, dy) = (to[node.Inputs[0]], node.Inputs[1], to.Gradient(node));
        if (to.Differentiates(alpha))
        {
            var box = Box.Of([.. node.Shape], Steps(node, dy), Alpha(node), Steps(node, x)) with { FirstA = First(node, dy), FirstB = First(node, x) };
            to.Add(new EachOfBox<Kernels.PRelu.WeightGradient>($"d {node.Name}: by weights", box, [dy, x], to.ElementGradient(node, alpha), false, to.Width));
        }
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        var back = Box.Of([.. node.Shape], Steps(node, dy), Steps(node, dx), Steps(node, x), Alpha(node)) with
        {
            FirstA = First(node, dy),
            FirstB = First(node, x),
            FirstTo = First(node, dx),
        };
        to.Add(new EachOfBox<Kernels.PRelu.InputGradient>($"d {node.Name}: by input", back, [dy, x, to.Weight(alpha)], dx, !fresh, to.Width));
    }

    static int[] Steps(Node node, Value v) => v.Layout.Steps(node.Shape);

    static int First(Node node, Value v) => v.Layout.Origin(node.Shape);

    // Its own steps, 0 where it is shared.
    static int[] Alpha(Node node) => [.. Layout.Nhwc.Steps(node.Inputs[1].Shape).Select((step, d) => node.Inputs[1].Shape[d] == 1 ? 0 : step)];
}
