using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Each channel of an image <paramref name="times"/> times, side by side.</summary>
sealed class RepeatChannels(int times) : Op
{
    public int Times => times;

    public override string Kind => "repeat channels";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [inputs[0][0], inputs[0][1], inputs[0][2] * times];
}

/// <summary>Channels [first, first + count) of an image.</summary>
sealed class TakeChannels(int first, int count) : Op
{
    public int First => first;

    public override string Kind => "take channels";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [inputs[0][0], inputs[0][1], count];
}
