using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Engine.Cpu;

/// <summary>Each channel of an image several times, side by side.</summary>
sealed class RepeatChannelsSteps : CpuOp<RepeatChannels>
{
    protected override bool WritesRim(RepeatChannels op) => true;

    protected override void Forward(Lowering to, Node node, RepeatChannels op) =>
        to.Add(ChannelSteps.Move<Channels.Repeat>($"{node.Name}: {op.Kind}", (node.Inputs[0].Shape, to[node.Inputs[0]]),
            (node.Shape, to.Output(node))));

    protected override void Backward(Lowering to, Node node, RepeatChannels op)
    {
        var x = node.Inputs[0];
        if (to.Differentiates(x)) to.Add(ChannelSteps.Move<Channels.SumRepeats>($"d {node.Name}: {op.Kind}",
            (node.Shape, to.Gradient(node)), (x.Shape, to.Into(x))));
    }
}

/// <summary>Some channels of an image.</summary>
sealed class TakeChannelsSteps : CpuOp<TakeChannels>
{
    protected override bool WritesRim(TakeChannels op) => true;

    protected override void Forward(Lowering to, Node node, TakeChannels op) =>
        to.Add(ChannelSteps.Move<Channels.Take>($"{node.Name}: {op.Kind}", (node.Inputs[0].Shape, to[node.Inputs[0]]),
            (node.Shape, to.Output(node)), op.First));

    protected override void Backward(Lowering to, Node node, TakeChannels op)
    {
        var x = node.Inputs[0];
        if (to.Differentiates(x))
            to.Add(ChannelSteps.Move<Channels.Give>($"d {node.Name}: {op.Kind}", (node.Shape, to.Gradient(node)), (x.Shape, to.Into(x)),
                op.First, clears: true));
    }
}

/// <summary>What both share: channels of one image into those of another of the same height and width.</summary>
static unsafe class ChannelSteps
{
    public static Step Move<M>(string name, (Shape Shape, Value Value) from, (Shape Shape, Value Value) into, int at = 0,
        bool clears = false)
        where M : struct, Channels.IMove
    {
        var parts = Parts.Of(into.Shape[0], Math.Max(from.Shape.Elements, into.Shape.Elements));
        var step = new Step(name) { Parts = parts };
        var (x, to, source, target) = (step.Read(from.Value), step.Add(into.Value), from.Shape, into.Shape);
        step.Work = f =>
        {
            var (first, end) = Parts.Rows(f, parts, target[0]);
            if (first == 0) f.ClearRim(to, target);
            var (fresh, rows, result) = (f.Fresh(to), f.Image(x, source), f.Image(to, target));
            for (var n = 0; n < f.Count; n++)
                for (var r = first; r < end; r++)
                {
                    if (clears && fresh) new Span<float>(result.Row(n, r), target[1] * target[2]).Clear();
                    M.Run(rows.Row(n, r), source[2], result.Row(n, r), target[2], target[1], at, !fresh);
                }
        };
        return step;
    }
}
