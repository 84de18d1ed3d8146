using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;
using Op = Hornbill.Graph.Ops.Concatenation;

namespace Hornbill.Engine.Cpu;

/// <summary>Values one behind the other along a dimension: a step for each writes its part of the one result.</summary>
sealed unsafe class ConcatenationSteps : CpuOp<Op>
{
    protected override void Forward(Lowering to, Node node, Op op)
    {
        var whole = to.Output(node);
        foreach (var (input, at) in Shares(node, op))
        {
            var step = new Step($"{node.Name}: {op.Kind}");
            var (x, y) = (step.Read(to[input]), step.Part(whole));
            var (share, all, places) = Sizes(node, op, input);
            step.Work = f =>
            {
                for (var n = 0; n < f.Count; n++) Merging.CopyPlaces(f.At(x, n), share, f.At(y, n) + at, all, share, places, false);
            };
            to.Add(step);
        }
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        foreach (var (input, at) in Shares(node, op).Where(s => to.Differentiates(s.Input)))
        {
            var step = new Step($"d {node.Name}: {op.Kind}");
            var (dx, dy) = (step.Add(to.Into(input)), step.Read(to.Gradient(node)));
            var (share, all, places) = Sizes(node, op, input);
            step.Work = f =>
            {
                for (var n = 0; n < f.Count; n++) Merging.CopyPlaces(f.At(dy, n) + at, all, f.At(dx, n), share, share, places,
                    !f.Fresh(dx));
            };
            to.Add(step);
        }
    }

    static (int Share, int All, int Places) Sizes(Node node, Op op, Node input) =>
        (Share(op, input.Shape), Share(op, node.Shape), node.Shape.Elements / Share(op, node.Shape));

    static IEnumerable<(Node Input, int At)> Shares(Node node, Op op)
    {
        var at = 0;
        foreach (var input in node.Inputs)
        {
            yield return (input, at);
            at += Share(op, input.Shape);
        }
    }

    // Floats side by side: of the dimension itself and those behind it.
    static int Share(Op op, Shape shape) => shape.Skip(op.Axis).Aggregate(1, (n, d) => n * d);
}
