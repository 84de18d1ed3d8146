using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Each channel of an image <paramref name="times"/> times, side by side.</summary>
sealed class RepeatChannels(int times) : Op
{
    public int Times => times;

    public override string Kind => "repeat channels";

    public override bool WritesRim => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [inputs[0][0], inputs[0][1], inputs[0][2] * times];

    public override void Forward(Lowering to, Node node) =>
        to.Add(new MoveChannels<Channels.Repeat>($"{node.Name}: {Kind}", node.Inputs[0].Shape, to[node.Inputs[0]], node.Shape, to.Output(node)));

    public override void Backward(Lowering to, Node node)
    {
        var x = node.Inputs[0];
        if (!to.Differentiates(x)) return;
        var (dx, fresh) = to.GradientInto(x);
        to.Add(new MoveChannels<Channels.SumRepeats>($"d {node.Name}: {Kind}", node.Shape, to.Gradient(node), x.Shape, dx, accumulate: !fresh));
    }
}

/// <summary>Channels [first, first + count) of an image.</summary>
sealed class TakeChannels(int first, int count) : Op
{
    public int First => first;

    public override string Kind => "take channels";

    public override bool WritesRim => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [inputs[0][0], inputs[0][1], count];

    public override void Forward(Lowering to, Node node) =>
        to.Add(new MoveChannels<Channels.Take>($"{node.Name}: {Kind}", node.Inputs[0].Shape, to[node.Inputs[0]], node.Shape, to.Output(node), first));

    public override void Backward(Lowering to, Node node)
    {
        var x = node.Inputs[0];
        if (!to.Differentiates(x)) return;
        var (dx, fresh) = to.GradientInto(x);
        to.Add(new MoveChannels<Channels.Give>($"d {node.Name}: {Kind}", node.Shape, to.Gradient(node), x.Shape, dx, first, !fresh, clear: fresh));
    }
}

/// <summary>Channels of one image into those of another of the same height and width; all others of it are zero where it is to be cleared.</summary>
sealed unsafe class MoveChannels<M>(string name, Shape fromShape, Value from, Shape toShape, Value to, int at = 0, bool accumulate = false, bool clear = false)
    : ListedStep(name, accumulate ? [from, to] : [from], [to])
    where M : struct, Channels.IMove
{
    public override void Run(Frame f)
    {
        Rim.Clear(f, to, toShape, accumulate);
        for (var n = 0; n < f.Count; n++)
            for (var r = 0; r < toShape[0]; r++)
            {
                var source = f.At(from) + ((long)n * from.Stride) + from.Layout.Origin(fromShape) + (r * from.Layout.Row(fromShape));
                var target = f.At(to) + ((long)n * to.Stride) + to.Layout.Origin(toShape) + (r * to.Layout.Row(toShape));
                if (clear) new Span<float>(target, toShape[1] * toShape[2]).Clear();
                M.Run(source, fromShape[2], target, toShape[2], toShape[1], at, accumulate);
            }
    }
}
