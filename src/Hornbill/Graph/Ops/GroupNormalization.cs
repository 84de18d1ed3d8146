using Hornbill.Engine;
using Hornbill.Simd;
using Hornbill.Tensors;
using Kernel = Hornbill.Kernels.GroupNormalization;

namespace Hornbill.Graph.Ops;

/// <summary>Normalisation of each sample by itself: of each place over its channels (layer normalisation, where <paramref name="groups"/> is null), or of groups of
/// channels over all places. Inputs: x (…, channels), γ and β if there are any.</summary>
sealed class GroupNormalization(int? groups, float epsilon, bool scales, bool centers) : Op
{
    public override string Kind => groups is null ? "layer normalisation" : "group normalisation";

    public float Epsilon => epsilon;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public Node? Gamma(Node node) => scales ? node.Inputs[1] : null;

    public Node? Beta(Node node) => centers ? node.Inputs[^1] : null;

    /// <summary>The sets of a sample: blocks, places, groups, channels in a group.</summary>
    public (int Blocks, int Places, int Groups, int Length) Sets(Shape x)
    {
        var (channels, places) = (x[^1], x.Elements / x[^1]);
        return groups is { } g ? (1, places, g, channels / g) : (places, 1, 1, channels);
    }

    public override void Forward(Lowering to, Node node)
    {
        var (blocks, _, all, _) = Sets(node.Shape);
        var moments = to.Save(node, "moments", 2 * blocks * all);
        to.Add(new GroupNormalizationStep<Kernel.Forward>(node, this, "", new() { X = to[node.Inputs[0]], Moments = moments, Y = to.Output(node) }, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        var operands = new GroupNormalizationOperands { X = to[node.Inputs[0]], Moments = to.Saved(node, "moments")!, Gradient = to.Gradient(node) };
        var (gamma, beta) = (to.WantedGradient(Gamma(node)), to.WantedGradient(Beta(node)));
        if (gamma is not null || beta is not null)
        {
            var sums = to.Save(node, "gradient sums", 2 * node.Shape[^1]);
            to.Add(new GroupNormalizationStep<Kernel.GradientSums>(node, this, "sums", operands with { Sums = sums }, to.Width));
            to.Add(new ChannelSums(node, sums, gamma, beta) { Unit = Unit.Outputs, Parts = node.Shape[^1] });
        }
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new GroupNormalizationStep<Kernel.InputGradient>(node, this, "by input", operands with { To = dx, Fresh = fresh }, to.Width));
    }
}

/// <summary>What a step of such a normalisation reads and writes; what it does not need is null.</summary>
sealed record GroupNormalizationOperands
{
    public required Value X { get; init; }
    public required Value Moments { get; init; }
    public Value? Y { get; init; }
    public Value? Gradient { get; init; }
    public Value? Sums { get; init; }
    public Value? To { get; init; }
    public bool Fresh { get; init; } = true;

    public IEnumerable<Value> Read => new[] { X, Gradient, Gradient is null ? null : Moments, Fresh ? null : To }.OfType<Value>();

    public IEnumerable<Value> Written => new[] { Y, Gradient is null ? Moments : null, Sums, To }.OfType<Value>();
}

/// <summary>One loop of such a normalisation over a tile.</summary>
sealed unsafe class GroupNormalizationStep<K>(Node node, GroupNormalization op, string what, GroupNormalizationOperands operands, int width)
    : Step(what.Length == 0 ? $"{node.Name}: {op.Kind}" : $"d {node.Name}: {what}", [.. operands.Read], [.. operands.Written])
    where K : IKernel<Kernel.Arguments>
{
    readonly Value? _gamma = op.Gamma(node) is { } gamma ? Lowering.Weight(gamma) : null, _beta = op.Beta(node) is { } beta ? Lowering.Weight(beta) : null;

    public override void Run(Frame f)
    {
        var (blocks, places, groups, length) = op.Sets(node.Shape);
        var o = operands;
        var a = new Kernel.Arguments
        {
            Samples = f.Count,
            Blocks = blocks,
            Places = places,
            Groups = groups,
            Length = length,
            X = f.At(o.X),
            XSample = o.X.Stride,
            Y = At(f, o.Y),
            YSample = o.Y?.Stride ?? 0,
            Gradient = At(f, o.Gradient),
            GradientSample = o.Gradient?.Stride ?? 0,
            To = At(f, o.To),
            ToSample = o.To?.Stride ?? 0,
            Gamma = At(f, _gamma),
            Beta = At(f, _beta),
            Moments = f.At(o.Moments),
            MomentsSample = o.Moments.Stride,
            Sums = At(f, o.Sums),
            SumsSample = o.Sums?.Stride ?? 0,
            Epsilon = op.Epsilon,
            Fresh = o.Fresh,
        };
        SimdWidth.Run<K, Kernel.Arguments>(width, &a);
    }

    static float* At(Frame f, Value? v) => v is null ? null : f.At(v);
}

/// <summary>The gradients by γ and β: what the samples' sums add up to.</summary>
sealed unsafe class ChannelSums(Node node, Value sums, (Value Value, bool Accumulate)? gamma, (Value Value, bool Accumulate)? beta)
    : Step($"d {node.Name}: sums of the batch", [sums], [.. new[] { gamma?.Value, beta?.Value }.OfType<Value>()])
{
    public override void Run(Frame f)
    {
        var channels = node.Shape[^1];
        if (beta is { } b) Kernels.Statistics.Columns(f.At(sums), f.Count, sums.Stride, f.From, f.To, f.At(b.Value), b.Accumulate);
        if (gamma is { } g) Kernels.Statistics.Columns(f.At(sums) + channels, f.Count, sums.Stride, f.From, f.To, f.At(g.Value), g.Accumulate);
    }
}
