using Hornbill.Graph;
using Hornbill.Kernels;
using Kernel = Hornbill.Kernels.PRelu;
using Op = Hornbill.Graph.Ops.PRelu;

namespace Hornbill.Engine.Cpu;

/// <summary>x where it is positive, else α x.</summary>
sealed class PReluSteps : CpuOp<Op>
{
    protected override bool WritesRim(Op op) => true;

    protected override void Forward(Lowering to, Node node, Op op)
    {
        var (x, alpha, y) = (to[node.Inputs[0]], to.Weight(node.Inputs[1]), to.Output(node));
        var box = Box.Of([.. node.Shape], Steps(node, x), Steps(node, y), Alpha(node)) with
        {
            FirstA = First(node, x),
            FirstTo = First(node, y)
        };
        to.Add(Boxed.Of<Kernel.Value>($"{node.Name}: {op.Kind}", box, [x, alpha], y));
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var (x, alpha, dy) = (to[node.Inputs[0]], node.Inputs[1], to.Gradient(node));
        if (to.Differentiates(alpha))
        {
            var box = Box.Of([.. node.Shape], Steps(node, dy), Alpha(node), Steps(node, x)) with
            {
                FirstA = First(node, dy),
                FirstB = First(node, x)
            };
            to.Add(Boxed.Of<Kernel.WeightGradient>($"d {node.Name}: by weights", box, [dy, x], to.ElementGradient(node, alpha)));
        }
        if (!to.Differentiates(node.Inputs[0])) return;
        var dx = to.Into(node.Inputs[0]);
        var back = Box.Of([.. node.Shape], Steps(node, dy), Steps(node, dx), Steps(node, x), Alpha(node)) with
        {
            FirstA = First(node, dy),
            FirstB = First(node, x),
            FirstTo = First(node, dx),
        };
        to.Add(Boxed.Of<Kernel.InputGradient>($"d {node.Name}: by input", back, [dy, x, to.Weight(alpha)], dx));
    }

    static int[] Steps(Node node, Value v) => v.Layout.Steps(node.Shape);

    static int First(Node node, Value v) => v.Layout.Origin(node.Shape);

    // Its own steps, 0 where it is shared.
    static int[] Alpha(Node node) => [.. Layout.Nhwc.Steps(node.Inputs[1].Shape).Select((step, d) =>
        node.Inputs[1].Shape[d] == 1 ? 0 : step)];
}
