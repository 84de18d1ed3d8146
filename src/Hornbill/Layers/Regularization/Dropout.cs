using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Sets each value to 0 with probability <paramref name="rate"/> in training and multiplies the others by 1 / (1 − rate), so that sums stay the
/// same on average; does nothing at inference. The shape stays. (Srivastava et al., 2014)</summary>
/// <example><code>new Dropout(0.5)</code></example>
/// <param name="rate">Share of values to drop, in [0, 1).</param>
public sealed class Dropout(double rate) : Layer
{
    /// <summary>Share of values to drop.</summary>
    public double Rate { get; } = rate is >= 0 and < 1
        ? rate
        : throw new ArgumentException($"Dropout got the rate {rate} but it must be at least 0 and below 1. Give the share of values to drop, such as 0.5.");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("rate", Rate);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(new DropoutOp((float)Rate, Name), input);
}

sealed class DropoutOp(float rate, string layer) : Op
{
    /// <summary>A layer's own stream of random numbers: its name's FNV-1a hash.</summary>
    public uint Stream { get; } = layer.Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619u);

    public float Rate => rate;

    public override string Kind => "dropout";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        if (Drops(to)) to.Add(new DropoutStep(node, this, to[node.Inputs[0]], to.Output(node), fresh: true, to.Width));
        else to.Alias(node, node.Inputs[0]);
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!Drops(to)) to.PassGradient(node);
        if (!Drops(to) || !to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new DropoutStep(node, this, to.Gradient(node), dx, fresh, to.Width));
    }

    bool Drops(Lowering to) => to.Request.Training && rate > 0;
}

/// <summary>Forward on values, backward on gradients: the same numbers are dropped.</summary>
sealed unsafe class DropoutStep(Node node, DropoutOp op, Value from, Value to, bool fresh, int width) : Step($"{node.Name}: dropout", [from], [to])
{
    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++)
        {
            var a = new Kernels.Dropout.Arguments
            {
                Random = new(f.Seed ^ ((ulong)op.Stream << 32), Purpose.Dropout, f.TrainingStep, (uint)(f.First + n)),
                Rate = op.Rate,
                From = f.At(from) + ((long)n * from.Stride),
                To = f.At(to) + ((long)n * to.Stride),
                Length = node.Shape.Elements,
                Accumulate = !fresh,
            };
            Kernels.Dropout.Run(width, &a);
        }
    }
}
