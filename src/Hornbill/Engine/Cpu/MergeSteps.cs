using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Engine.Cpu;

/// <summary>Makes a step of an operation on each element of a box (see <see cref="Boxed"/>).</summary>
delegate Step BoxStep(string name, Box box, Value[] from, Value into, Access access = Access.Add);

/// <summary>The loops of a function of two elements: its value of a and b, and its gradients by both of dy, a and b.</summary>
sealed record PairLoops<D>(D Value, D First, D Second);

/// <summary>The loops of all functions of two elements.</summary>
static class PairFunctions
{
    /// <summary>Every function with its loops, over equal shapes and over those that broadcast: one line each.</summary>
    public static readonly IReadOnlyDictionary<PairFunction, (PairLoops<EachStep> Each, PairLoops<BoxStep> Boxed)> All =
        new Dictionary<PairFunction, (PairLoops<EachStep>, PairLoops<BoxStep>)>
        {
            [PairFunction.Difference] = Of<Merging.Difference>(),
            [PairFunction.Greater] = Of<Merging.Greater>(),
            [PairFunction.Product] = Of<Merging.Product>(),
            [PairFunction.Quotient] = Of<Merging.Quotient>(),
            [PairFunction.Smaller] = Of<Merging.Smaller>(),
            [PairFunction.Sum] = Of<Merging.Sum>(),
        };

    static (PairLoops<EachStep>, PairLoops<BoxStep>) Of<F>() where F : struct, Merging.IFunction =>
        (new(Each.Of<Merging.Value<F>>, Each.Of<Merging.First<F>>, Each.Of<Merging.Second<F>>),
         new(Boxed.Of<Merging.Value<F>>, Boxed.Of<Merging.First<F>>, Boxed.Of<Merging.Second<F>>));
}

/// <summary>Two values of one shape made into one.</summary>
sealed class MergeSteps : CpuOp<Merge>
{
    protected override bool WritesRim(Merge op) => true;

    protected override void Forward(Lowering to, Node node, Merge op)
    {
        var (a, b) = (to[node.Inputs[0]], to[node.Inputs[1]]);
        to.Add(PairFunctions.All[op.Function].Each.Value($"{node.Name}: {op.Kind}", node.Shape, [a, b], to.Output(node)));
    }

    protected override void Backward(Lowering to, Node node, Merge op)
    {
        var loops = PairFunctions.All[op.Function].Each;
        Gradient(to, node, node.Inputs[0], loops.First);
        Gradient(to, node, node.Inputs[1], loops.Second);
    }

    static void Gradient(Lowering to, Node node, Node input, EachStep step)
    {
        if (to.Differentiates(input))
            to.Add(step($"d {node.Name}: {node.Op.Kind}", node.Shape, [to.Gradient(node), to[node.Inputs[0]], to[node.Inputs[1]]],
                to.Into(input)));
    }
}

/// <summary>Two values made into one, of which one may serve several places of the other, or be a weight that serves all samples.</summary>
sealed class BroadcastMergeSteps : CpuOp<BroadcastMerge>
{
    protected override void Forward(Lowering to, Node node, BroadcastMerge op)
    {
        var y = to.Output(node);
        var box = Box.Of([.. node.Shape], Steps(node, 0), Broadcast.Steps(node.Shape, node.Shape), Steps(node, 1));
        to.Add(PairFunctions.All[op.Function].Boxed.Value($"{node.Name}: {op.Kind}", box, [ValueOf(to, node, 0), ValueOf(to, node, 1)], y));
    }

    protected override void Backward(Lowering to, Node node, BroadcastMerge op)
    {
        var loops = PairFunctions.All[op.Function].Boxed;
        Gradient(to, node, 0, loops.First);
        Gradient(to, node, 1, loops.Second);
    }

    static void Gradient(Lowering to, Node node, int input, BoxStep step)
    {
        var x = node.Inputs[input];
        if (!to.Differentiates(x)) return;
        var dx = x.Op is Weight ? to.ElementGradient(node, x) : to.Into(x);
        var box = Box.Of([.. node.Shape], Broadcast.Steps(node.Shape, node.Shape), Steps(node, input), Steps(node, 0), Steps(node, 1));
        to.Add(step($"d {node.Name}: {node.Op.Kind}", box, [to.Gradient(node), ValueOf(to, node, 0), ValueOf(to, node, 1)], dx));
    }

    static int[] Steps(Node node, int input) => Broadcast.Steps(node.Inputs[input].Shape, node.Shape);

    static Value ValueOf(Lowering to, Node node, int input) =>
        node.Inputs[input] is { Op: Weight } w ? to.Weight(w) : to[node.Inputs[input]];
}
