using Hornbill.Graph;
using Hornbill.Simd;
using Kernel = Hornbill.Kernels.GroupNormalization;
using Op = Hornbill.Graph.Ops.GroupNormalization;

namespace Hornbill.Engine.Cpu;

/// <summary>Normalisation of each sample by itself: its moments are kept for the backward pass.</summary>
sealed unsafe class GroupNormalizationSteps : CpuOp<Op>
{
    protected override void Forward(Lowering to, Node node, Op op)
    {
        var (blocks, _, all, _) = op.Sets(node.Shape);
        var moments = to.Save(node, "moments", 2 * blocks * all);
        to.Add(Loop<Kernel.Forward>(to, $"{node.Name}: {op.Kind}", node,
            new() { X = to[node.Inputs[0]], Moments = moments, Y = to.Output(node) }));
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var values = new Operands { X = to[node.Inputs[0]], Moments = to.Saved(node, "moments")!, Gradient = to.Gradient(node) };
        var (gamma, beta) = (to.Wanted(op.Gamma(node)), to.Wanted(op.Beta(node)));
        if (gamma is not null || beta is not null)
        {
            var sums = to.Save(node, "gradient sums", 2 * node.Shape[^1]);
            to.Add(Loop<Kernel.GradientSums>(to, $"d {node.Name}: sums", node, values with { Sums = sums }));
            to.Add(ChannelSums(node, sums, gamma, beta));
        }
        if (to.Differentiates(node.Inputs[0]))
            to.Add(Loop<Kernel.InputGradient>(to, $"d {node.Name}: by input", node, values with { Into = to.Into(node.Inputs[0]) }));
    }

    // What a loop reads and writes; what it does not need is null.
    sealed record Operands
    {
        public required Value X { get; init; }
        public required Value Moments { get; init; }
        public Value? Y { get; init; }
        public Value? Gradient { get; init; }
        public Value? Sums { get; init; }
        public Value? Into { get; init; }
    }

    static Step Loop<K>(Lowering lowering, string name, Node node, Operands o) where K : IKernel<Kernel.Arguments>
    {
        var (step, op) = (new Step(name), (Op)node.Op);
        var weights = (Gamma: op.Gamma(node) is { } g ? lowering.Weight(g) : null, Beta: op.Beta(node) is { } b ? lowering.Weight(b)
            : null);
        step.Work = Loop<K>(step, op, node, o, weights);
        return step;
    }

    static Work Loop<K>(Step step, Op op, Node node, Operands o, (Value? Gamma, Value? Beta) weights) where K : IKernel<Kernel.Arguments>
    {
        var forward = o.Gradient is null;
        var (x, dy) = (step.Read(o.X), step.ReadIf(o.Gradient));
        var kept = forward ? null : step.Read(o.Moments);
        var (gamma, beta) = (step.ReadIf(weights.Gamma), step.ReadIf(o.Y is null ? null : weights.Beta));
        var y = step.WriteIf(o.Y);
        var moments = kept ?? step.Write(o.Moments);
        var (sums, to) = (step.WriteIf(o.Sums), step.AddIf(o.Into));
        var ((blocks, places, groups, length), epsilon) = (op.Sets(node.Shape), op.Epsilon);
        return f =>
        {
            var a = new Kernel.Arguments
            {
                Samples = f.Count,
                Blocks = blocks,
                Places = places,
                Groups = groups,
                Length = length,
                X = f.At(x),
                XSample = x.Stride,
                Y = f.At(y),
                YSample = y?.Stride ?? 0,
                Gradient = f.At(dy),
                GradientSample = dy?.Stride ?? 0,
                To = f.At(to),
                ToSample = to?.Stride ?? 0,
                Gamma = f.At(gamma),
                Beta = f.At(beta),
                Moments = f.At(moments),
                MomentsSample = moments.Stride,
                Sums = f.At(sums),
                SumsSample = sums?.Stride ?? 0,
                Epsilon = epsilon,
                Fresh = to is null || f.Fresh(to),
            };
            SimdWidth.Call<K, Kernel.Arguments>(f.Width, &a);
        };
    }

    // The gradients by γ and β: what the samples' sums add up to.
    static Step ChannelSums(Node node, Value ofSamples, Value? gamma, Value? beta)
    {
        var step = new Step($"d {node.Name}: sums of the batch") { Parts = node.Shape[^1] };
        var (sums, g, b, channels) = (step.Read(ofSamples), step.AddIf(gamma), step.AddIf(beta), node.Shape[^1]);
        step.Work = f =>
        {
            if (b is not null) Kernels.Statistics.Columns(f.At(sums), f.Count, sums.Stride, f.From, f.To, f.At(b), !f.Fresh(b));
            if (g is not null) Kernels.Statistics.Columns(f.At(sums) + channels, f.Count, sums.Stride, f.From, f.To, f.At(g), !f.Fresh(g));
        };
        return step;
    }
}
