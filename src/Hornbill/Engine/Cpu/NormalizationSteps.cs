using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;
using Kernel = Hornbill.Kernels.BatchNormalization;
using Op = Hornbill.Graph.Ops.BatchNormalization;

namespace Hornbill.Engine.Cpu;

/// <summary>Batch normalisation: statistics of the samples, of the batch, and a loop over the elements that takes in what follows; backward
/// in mirror.</summary>
sealed unsafe class NormalizationSteps : CpuOp<Op>
{
    protected override bool WritesRim(Op op) => true;

    protected override bool Takes(Op op) => op.After.Pool is not { } p || (!p.Overlaps && !op.After.Adds);

    protected override void Forward(Lowering to, Node node, Op op)
    {
        var x = to[node.Inputs[0]];
        var factors = op.IsFixed ? Fixed(to, node, op) : Combined(to, node, op);
        var index = op.After.Pool is not null && Differentiates(to, node, op) ? to.Save(node, "index", node.Shape.Elements) : null;
        var values = new Operands
        {
            X = x, Forward = factors, Other = op.After.Adds ? to[node.Inputs[^1]] : null, To = to.Output(node),
            Index = index
        };
        var name = $"{node.Name}: {op.Kind}";
        to.Add(op.After.Pool is null ? Loop<Kernel.Normalize>(name, node, values) : Loop<Kernel.NormalizePool>(name, node, values));
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        if (op.After.Adds) PassTo(to, node, op, node.Inputs[^1]);
        if (!Differentiates(to, node, op)) return;
        var values = new Operands
        {
            X = to[node.Inputs[0]],
            Gradient = to.Gradient(node),
            Y = op.After.Relu ? to[node] : null,
            Index = to.Saved(node, "index"),
            Forward = to.Saved(node, "factors"),
        };
        var sums = to.Save(node, "gradient sums", 2 * node.Shape[^1]);
        to.Add(Loop<Kernel.GradientSums>($"d {node.Name}: sums", node, values with { To = sums, Sums = true }));
        var back = new Value($"d {node.Name} factors", Place.Sum, 3 * node.Shape[^1]);
        to.Add(GradientOfBatch(node, (sums, values.Forward!, back), to.Wanted(op.Gamma(node)), to.Wanted(op.Beta(node))));
        if (!to.Differentiates(node.Inputs[0])) return;
        var masks = MasksRelu(to, node.Inputs[0]);
        if (masks) to.NoteMasked(node.Inputs[0]);
        to.Add(Loop<Kernel.InputGradient>(masks ? $"d {node.Name}: by input, relu before it" : $"d {node.Name}: by input", node,
                                          values with { Backward = back, To = to.Into(node.Inputs[0]), Adds = true, Masks = masks }));
    }

    // The relu of a convolution that nobody else reads lets pass what x > 0 says: no step needs to read it again for that.
    static bool MasksRelu(Lowering to, Node x) =>
        x.Op is Graph.Ops.Convolution { After.Relu: true } && to.ReadersOf(x).Count == 1 && !to.Request.By.Contains(x);

    static bool Differentiates(Lowering to, Node node, Op op) =>
        to.Differentiates(node.Inputs[0]) || (op.Gamma(node) is { } g && to.Differentiates(g))
            || (op.Beta(node) is { } b && to.Differentiates(b));

    /// <summary>Scale and shift by the moving statistics, made when weights have changed.</summary>
    public static Value Fixed(Lowering to, Node node, Op op)
    {
        var factors = to.Keep(node, "factors", new($"{node.Name} scale, shift", Place.Packed, 4 * node.Shape[^1]));
        to.Setup.Add(Factors($"{node.Name}: scale and shift of the moving statistics", node, op, (null, factors), WeightsOf(to, node, op)));
        return factors;
    }

    /// <summary>The bias of a layer whose weights have taken in a normalisation.</summary>
    public static Value Folded(Lowering to, Node node, Value? bias, Value factors)
    {
        var channels = node.Shape[^1];
        var step = new Step($"{node.Name}: bias times scale, + shift") { Parts = channels };
        var (b, scale, folded) = (step.ReadIf(bias), step.Read(factors),
            step.Write(new($"{node.Name} folded bias", Place.Packed, channels)));
        step.Work = f => Kernel.FoldBias(f.At(b), f.At(scale), channels, f.At(folded), f.From, f.To);
        to.Setup.Add(step);
        return folded.Value;
    }

    /// <summary>Whether a node normalises another by the batch's statistics.</summary>
    public static bool TakesStatistics(Node reader, Node of) => reader.Op is Op { IsFixed: false } && reader.Inputs[0] == of;

    /// <summary>What holds each sample's moments by channel for a normalisation.</summary>
    public static Value MomentsOf(Node node) =>
        new($"{node.Name} moments", Place.Batch, 2 * node.Shape[^1]) { Shape = [2 * node.Shape[^1]] };

    /// <summary>The moments of the samples at hand.</summary>
    public static void Moments(Frame f, Operand x, Shape shape, Use moments)
    {
        var a = new Kernel.Arguments
        {
            Samples = f.Count,
            Rows = shape[0],
            Columns = shape[1],
            Channels = shape[2],
            ToRow = shape[0],
            ToChannel = shape[2],
            X = x,
            Sums = f.At(moments),
            SumsSample = moments.Stride,
        };
        SimdWidth.Call<Kernel.Moments, Kernel.Arguments>(f.Width, &a);
    }

    // The moments of each sample, unless the step that makes x took them; then those of the batch.
    static Value Combined(Lowering to, Node node, Op op)
    {
        var x = node.Inputs[0];
        if (to.Saved(x, "moments") is not { } moments)
        {
            moments = to.Keep(x, "moments", MomentsOf(node));
            to.Add(Loop<Kernel.Moments>($"{node.Name}: statistics", node, new() { X = to[x], To = moments, Sums = true }));
        }
        var factors = to.Keep(node, "factors", new($"{node.Name} scale, shift", Place.Sum, 4 * node.Shape[^1]));
        to.Add(Factors($"{node.Name}: statistics of the batch", node, op, (moments, factors), WeightsOf(to, node, op)));
        return factors;
    }

    // Where the weights lie.
    readonly record struct Weights(Value Mean, Value Variance, Value? Gamma, Value? Beta);

    static Weights WeightsOf(Lowering to, Node node, Op op) => new(
        to.Weight(op.Mean(node)), to.Weight(op.Variance(node)), op.Gamma(node) is { } gamma ? to.Weight(gamma) : null,
            op.Beta(node) is { } beta ? to.Weight(beta) : null);

    // Scale and shift from the moments of the samples, or without them from the moving statistics.
    static Step Factors(string name, Node node, Op op, (Value? Moments, Value Factors) values, Weights w)
    {
        var step = new Step(name) { Parts = node.Shape[^1] };
        var (moments, gamma, beta) = (step.ReadIf(values.Moments), step.ReadIf(w.Gamma), step.ReadIf(w.Beta));
        var moving = moments is null ? Access.Read : Access.Change;
        var (factors, mean, variance) = (step.Write(values.Factors), step.Declare(w.Mean, moving), step.Declare(w.Variance, moving));
        var (settings, channels, places) = (op.Settings, node.Shape[^1], node.Inputs[0].Shape.Elements / node.Shape[^1]);
        step.Work = f =>
        {
            var a = new Kernel.BatchArguments
            {
                Samples = f.Count,
                Places = places,
                Channels = channels,
                From = f.From,
                To = f.To,
                Sums = f.At(moments),
                SumsSample = moments?.Stride ?? 0,
                Gamma = f.At(gamma),
                Beta = f.At(beta),
                Mean = f.At(mean),
                Variance = f.At(variance),
                Momentum = settings.Momentum,
                Epsilon = settings.Epsilon,
                Forward = f.At(factors),
            };
            if (moments is null) Kernel.Fixed(&a);
            else Kernel.Combine(&a);
        };
        return step;
    }

    // The gradients by γ and β, and the factors of the input's gradient, from the sums of the samples.
    static Step GradientOfBatch(Node node, (Value Sums, Value Forward, Value Backward) values, Value? gamma, Value? beta)
    {
        var step = new Step($"d {node.Name}: sums of the batch") { Parts = node.Shape[^1] };
        var (sums, forward, back) = (step.Read(values.Sums), step.Read(values.Forward), step.Write(values.Backward));
        var (dGamma, dBeta) = (step.AddIf(gamma), step.AddIf(beta));
        var (channels, places, isFixed) = (node.Shape[^1], node.Inputs[0].Shape.Elements / node.Shape[^1], ((Op)node.Op).IsFixed);
        step.Work = f =>
        {
            var a = new Kernel.BatchArguments
            {
                Samples = f.Count,
                Places = places,
                Channels = channels,
                From = f.From,
                To = f.To,
                Sums = f.At(sums),
                SumsSample = sums.Stride,
                Forward = f.At(forward),
                Backward = f.At(back),
                GammaGradient = f.At(dGamma),
                BetaGradient = f.At(dBeta),
                AddGamma = dGamma is not null && !f.Fresh(dGamma),
                AddBeta = dBeta is not null && !f.Fresh(dBeta),
            };
            Kernel.CombineGradient(&a, isFixed);
        };
        return step;
    }

    // What a loop over the elements reads and writes; what it does not need is null.
    sealed record Operands
    {
        public Value? X { get; init; }
        public Value? Other { get; init; }
        public Value? Y { get; init; }
        public Value? Gradient { get; init; }
        public Value? Forward { get; init; }
        public Value? Backward { get; init; }
        public Value? Index { get; init; }
        public Value To { get; init; } = null!;
        public bool Adds { get; init; }
        public bool Masks { get; init; }

        // Over the places of a sample: then only channels are apart. So is what pooling gives back to its windows.
        public bool Sums { get; init; }
    }

    static Step Loop<K>(string name, Node node, Operands o) where K : IKernel<Kernel.Arguments>
    {
        var (op, of, result, masks, backward) = ((Op)node.Op, node.Inputs[0].Shape, node.Shape, o.Masks, o.Gradient is not null);
        var rows = Rows(o.Forward is null || o.Backward is not null ? of : result);
        var byChannels = o.Sums || (o.Backward is not null && op.After.Pool is not null);
        var parts = byChannels ? Parts.OfChannels(of[^1], of.Elements) : Parts.Of(rows, of.Elements);
        var step = new Step(name) { Parts = parts };
        var (x, other, y, dy) = (step.ReadIf(o.X), step.ReadIf(o.Other), step.ReadIf(o.Y), step.ReadIf(o.Gradient));
        var (forward, back, read) = (step.ReadIf(o.Forward), step.ReadIf(o.Backward), step.ReadIf(backward ? o.Index : null));
        var to = o.Adds ? step.Add(o.To) : step.Write(o.To);
        var index = step.WriteIf(backward ? null : o.Index) ?? read;
        var (relu, pool) = (op.After.Relu, op.After.Pool?.Size(of, result) ?? new() { Pool = Pair.One });
        step.Work = f =>
        {
            var (fromRow, toRow) = byChannels ? (0, rows) : Parts.Rows(f, parts, rows);
            var (fromChannel, toChannel) = byChannels ? Parts.Channels(f, parts, of[^1]) : (0, of[^1]);
            var a = new Kernel.Arguments
            {
                Samples = f.Count,
                Rows = Rows(of),
                FromRow = fromRow,
                ToRow = toRow,
                FromChannel = fromChannel,
                ToChannel = toChannel,
                Columns = of.Rank == 3 ? of[1] : of.Elements / of[^1],
                Channels = of[^1],
                X = f.Image(x, of),
                Other = f.Image(other, result),
                Y = f.Image(y, result),
                Gradient = f.Image(dy, result),
                To = f.Image(to, back is null ? result : of),
                Forward = f.At(forward),
                Backward = f.At(back),
                Sums = f.At(to),
                SumsSample = to.Stride,
                Pool = pool,
                Index = f.At(index),
                IndexSample = index?.Stride ?? 0,
                Relu = relu,
                Fresh = f.Fresh(to),
                Masks = masks,
            };
            if (dy is null && f.From == 0) f.ClearRim(to, result);
            SimdWidth.Call<K, Kernel.Arguments>(f.Width, &a);
        };
        return step;
    }

    static int Rows(Shape shape) => shape.Rank == 3 ? shape[0] : 1;

    // The value that was added has the gradient that relu let pass.
    static void PassTo(Lowering to, Node node, Op op, Node other)
    {
        if (!to.Differentiates(other)) return;
        var (name, dy) = ($"d {node.Name}: add", to.Gradient(node));
        to.Add(op.After.Relu ? Each.Of<Rows.ReluGradient>(name, node.Shape, [dy, to[node]], to.Into(other))
            : Each.Of<Rows.Copy>(name, node.Shape, [dy], to.Into(other)));
    }
}
