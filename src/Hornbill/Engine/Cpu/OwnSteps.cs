using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Engine.Cpu;

/// <summary>An operation from outside the library, sample by sample: what it adds to a weight's gradient is summed in shards like
/// everything else.</summary>
sealed class OwnSteps : CpuOp<Own>
{
    protected override void Forward(Lowering to, Node node, Own op)
    {
        var step = new Step($"{node.Name}: {op.Kind}");
        var inputs = node.Inputs.Select(i => step.Read(ValueOf(to, i))).ToArray();
        var (y, operation, training) = (step.Write(to.Output(node)), op.Operation, to.Request.Training);
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++) operation.Forward(new ForwardSample(f, inputs, y, n, training));
        };
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, Own op)
    {
        var step = new Step($"d {node.Name}: {op.Kind}");
        var inputs = node.Inputs.Select(i => step.Read(ValueOf(to, i))).ToArray();
        var (y, dy) = (step.Read(to[node]), step.Read(to.Gradient(node)));
        var gradients = node.Inputs.Select(i => step.AddIf(GradientOf(to, node, i))).ToArray();
        Use[] asked = [.. gradients.OfType<Use>()];
        if (asked.Length == 0) return;
        var (operation, training) = (op.Operation, to.Request.Training);
        step.Work = f =>
        {
            foreach (var g in asked)
                for (var n = 0; n < (g.Value.PerSample ? f.Count : 1) && f.Fresh(g); n++) f.Floats(g, n).Clear();
            for (var n = 0; n < f.Count; n++) operation.Backward(new BackwardSample(f, (inputs, gradients), (y, dy), n, training));
        };
        to.Add(step);
    }

    static Value ValueOf(Lowering to, Node input) => input.Op is Weight ? to.Weight(input) : to[input];

    static Value? GradientOf(Lowering to, Node node, Node input) =>
        !to.Differentiates(input) ? null : input.Op is Weight ? to.ElementGradient(node, input) : to.Into(input);
}
