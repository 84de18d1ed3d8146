using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;
using Kernel = Hornbill.Kernels.BatchNormalization;

namespace Hornbill.Graph.Ops;

/// <summary>What a step of a normalisation reads and writes; what it does not need is null.</summary>
sealed record NormalizationOperands
{
    public Value? X { get; init; }
    public Value? Other { get; init; }
    public Value? Y { get; init; }
    public Value? Gradient { get; init; }
    public Value? Forward { get; init; }
    public Value? Backward { get; init; }
    public Value? Index { get; init; }
    public Value To { get; init; } = null!;
    public bool Fresh { get; init; } = true;
    public bool Masks { get; init; }

    public IEnumerable<Value> Read => new[] { X, Other, Y, Gradient, Forward, Backward, Gradient is null ? null : Index, Fresh ? null : To }.OfType<Value>();

    public IEnumerable<Value> Written => new[] { To, Gradient is null ? Index : null }.OfType<Value>();
}

unsafe delegate void NormalizationKernel(int width, Kernel.Arguments* a);

/// <summary>A loop of a normalisation over the elements of a tile.</summary>
sealed unsafe class NormalizationStep(Node node, BatchNormalization op, string what, NormalizationOperands operands, NormalizationKernel kernel, int width)
    : Step(what switch { "" => $"{node.Name}: {op.Kind}", "statistics" => $"{node.Name}: {what}", _ => $"d {node.Name}: {what}" }, [.. operands.Read], [.. operands.Written])
{
    public override void Run(Frame f)
    {
        var (x, o) = (node.Inputs[0].Shape, operands);
        var a = new Kernel.Arguments
        {
            Samples = f.Count,
            Rows = x.Rank == 3 ? x[0] : 1,
            Columns = x.Rank == 3 ? x[1] : x.Elements / x[^1],
            Channels = x[^1],
            X = At(f, o.X, x),
            Other = At(f, o.Other, node.Shape),
            Y = At(f, o.Y, node.Shape),
            Gradient = At(f, o.Gradient, node.Shape),
            To = At(f, o.To, o.Backward is null ? node.Shape : x),
            Forward = o.Forward is null ? null : f.At(o.Forward),
            Backward = o.Backward is null ? null : f.At(o.Backward),
            Sums = f.At(o.To),
            SumsSample = o.To.Stride,
            Pool = op.Pool?.Size(x, node.Shape) ?? new() { PoolHeight = 1, PoolWidth = 1 },
            Index = o.Index is null ? null : f.At(o.Index),
            IndexSample = o.Index?.Stride ?? 0,
            Relu = op.WithRelu,
            Fresh = o.Fresh,
            Masks = o.Masks,
        };
        if (o.Gradient is null) Rim.Clear(f, o.To, node.Shape);
        kernel(width, &a);
    }

    static Operand At(Frame f, Value? v, Shape shape) => v is null ? default : Rim.Inside(f, v, shape);
}

/// <summary>Where the weights of a normalisation lie.</summary>
sealed record NormalizationWeights(Value Mean, Value Variance, Value? Gamma, Value? Beta);

/// <summary>Scale and shift of the whole batch from the moments of its samples, or from the moving statistics.</summary>
sealed unsafe class NormalizationFactors(Node node, BatchNormalizationSettings settings, Value? moments, Value factors, NormalizationWeights weights, int places)
    : Step($"{node.Name}: {(moments is null ? "scale and shift of the moving statistics" : "statistics of the batch")}", moments is null ? [] : [moments],
           moments is null ? [factors] : [factors, weights.Mean, weights.Variance])
{
    public override void Run(Frame f)
    {
        var a = new Kernel.BatchArguments
        {
            Samples = f.Count,
            Places = places,
            Channels = node.Shape[^1],
            From = f.From,
            To = f.To,
            Sums = moments is null ? null : f.At(moments),
            SumsSample = moments?.Stride ?? 0,
            Gamma = weights.Gamma is null ? null : f.At(weights.Gamma),
            Beta = weights.Beta is null ? null : f.At(weights.Beta),
            Mean = f.At(weights.Mean),
            Variance = f.At(weights.Variance),
            Momentum = settings.Momentum,
            Epsilon = settings.Epsilon,
            Forward = f.At(factors),
        };
        if (moments is null) Kernel.Fixed(&a);
        else Kernel.Combine(&a);
    }
}

/// <summary>The gradients by γ and β, and the factors of the input's gradient, from the sums of the samples.</summary>
sealed unsafe class NormalizationGradient(Node node, BatchNormalization op, Value sums, Value factors, Value back, (Value Value, bool Accumulate)? gamma,
                                          (Value Value, bool Accumulate)? beta)
    : Step($"d {node.Name}: sums of the batch", [sums, factors], [.. new[] { back, gamma?.Value, beta?.Value }.OfType<Value>()])
{
    public override void Run(Frame f)
    {
        var a = new Kernel.BatchArguments
        {
            Samples = f.Count,
            Places = node.Inputs[0].Shape.Elements / node.Shape[^1],
            Channels = node.Shape[^1],
            From = f.From,
            To = f.To,
            Sums = f.At(sums),
            SumsSample = sums.Stride,
            Forward = f.At(factors),
            Backward = f.At(back),
            GammaGradient = gamma is { } g ? f.At(g.Value) : null,
            BetaGradient = beta is { } b ? f.At(b.Value) : null,
            AddGamma = gamma is { Accumulate: true },
            AddBeta = beta is { Accumulate: true },
        };
        Kernel.CombineGradient(&a, op.IsFixed);
    }
}

/// <summary>The bias of a layer whose weights have taken in a normalisation.</summary>
sealed unsafe class FoldBias : Step
{
    readonly Value? _bias;
    readonly Value _factors, _to;
    readonly int _channels;

    public FoldBias(string name, Value? bias, Value factors, Value to, int channels)
        : base($"{name}: bias times scale, + shift", bias is null ? [factors] : [bias, factors], [to])
    {
        (_bias, _factors, _to, _channels) = (bias, factors, to, channels);
        Unit = Unit.Outputs;
        Parts = channels;
    }

    public override void Run(Frame f) =>
        Kernel.FoldBias(_bias is null ? null : f.At(_bias), f.At(_factors), _channels, f.At(_to), f.From, f.To);
}
