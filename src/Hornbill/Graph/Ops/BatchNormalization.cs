using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;
using Kernel = Hornbill.Kernels.BatchNormalization;

namespace Hornbill.Graph.Ops;

/// <summary>What a batch normalisation is set to.</summary>
/// <param name="Momentum">How much the moving statistics keep of themselves.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Scales">Whether there is a γ.</param>
/// <param name="Centers">Whether there is a β.</param>
/// <param name="Frozen">Whether training takes the moving statistics too.</param>
sealed record BatchNormalizationSettings(float Momentum, float Epsilon, bool Scales, bool Centers, Func<bool> Frozen)
{
    /// <summary>Weights that the operation reads behind x: μ, σ², γ, β.</summary>
    public int Weights => 2 + (Scales ? 1 : 0) + (Centers ? 1 : 0);
}

/// <summary>Normalisation by channel, then another value added, relu and max-pooling if taken in. In training by the statistics of the batch, else by the
/// moving ones. Inputs: x (…, channels), the moving μ and σ², γ and β if there are any, the value to add if there is one.</summary>
sealed unsafe class BatchNormalization(BatchNormalizationSettings settings, bool isFixed = false, bool folds = false, bool adds = false, bool relu = false, MaxPooling? pool = null) : Op
{
    public BatchNormalizationSettings Settings => settings;

    /// <summary>Whether the statistics are the moving ones.</summary>
    public bool IsFixed => isFixed;

    /// <summary>Whether a convolution before it may take it in: nobody asks for gradients, and it has taken in nothing itself.</summary>
    public bool Folds => folds && IsBare;

    bool IsBare => !adds && !relu && pool is null;

    public bool WithRelu => relu;

    public MaxPooling? Pool => pool;

    public override string Kind => (isFixed ? "scale and shift" : "normalise") + (adds ? " + add" : "") + (relu ? " + relu" : "") + (pool is null ? "" : " + max-pooling");

    public override bool WritesRim => true;

    public override Op For(Request request) =>
        new BatchNormalization(settings, isFixed: !request.Training || settings.Frozen(), folds: !request.Training && request.By.Count == 0);

    public override Shape Infer(IReadOnlyList<Shape> inputs) => pool is null ? inputs[0] : pool.Infer([inputs[0]]);

    public override Fused? Absorb(Op next) => next switch
    {
        Merge<Merging.Sum> when IsBare => new(new BatchNormalization(settings, isFixed, adds: true)),
        Relu when !relu => new(new BatchNormalization(settings, isFixed, false, adds, relu: true, pool)),
        MaxPooling p when !adds && pool is null && !p.Overlaps => new(new BatchNormalization(settings, isFixed, false, adds, relu, p)),
        _ => null,
    };

    public override void Forward(Lowering to, Node node)
    {
        var (x, channels) = (to[node.Inputs[0]], node.Shape[^1]);
        var factors = isFixed ? Fixed(to, node) : Combined(to, node, x);
        var index = pool is not null && Differentiates(to, node) ? to.Save(node, "index", node.Shape.Elements) : null;
        to.Add(new NormalizationStep(node, this, "", new() { X = x, Forward = factors, Other = adds ? to[node.Inputs[^1]] : null, To = to.Output(node), Index = index },
                                     pool is null ? SimdWidth.Run<Kernel.Normalize, Kernel.Arguments> : SimdWidth.Run<Kernel.NormalizePool, Kernel.Arguments>, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        if (adds) PassTo(to, node, node.Inputs[^1]);
        if (!Differentiates(to, node)) return;
        var channels = node.Shape[^1];
        var operands = new NormalizationOperands
        {
            X = to[node.Inputs[0]],
            Gradient = to.Gradient(node),
            Y = relu ? to[node] : null,
            Index = to.Saved(node, "index"),
            Forward = to.Saved(node, "factors"),
        };
        var sums = to.Save(node, "gradient sums", 2 * channels);
        to.Add(new NormalizationStep(node, this, "sums", operands with { To = sums }, SimdWidth.Run<Kernel.GradientSums, Kernel.Arguments>, to.Width));
        var back = new Value($"d {node.Name} factors", Place.Sum, 3 * channels);
        to.Add(new NormalizationGradient(node, this, sums, operands.Forward!, back, Wanted(to, Gamma(node)), Wanted(to, Beta(node))) { Unit = Unit.Outputs, Parts = channels });
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        // The relu of a convolution that nobody else reads lets pass what x > 0 says: no step needs to read it again for that.
        var masks = node.Inputs[0].Op is Convolution { WithRelu: true } && to.Readers(node.Inputs[0]) == 1 && !to.Request.By.Contains(node.Inputs[0]);
        if (masks) to.NoteMasked(node.Inputs[0]);
        to.Add(new NormalizationStep(node, this, masks ? "by input, relu before it" : "by input", operands with { Backward = back, To = dx, Fresh = fresh, Masks = masks },
                                     SimdWidth.Run<Kernel.InputGradient, Kernel.Arguments>, to.Width));
    }

    public Node? Gamma(Node node) => settings.Scales ? node.Inputs[Weights(node)[2]] : null;

    public Node? Beta(Node node) => settings.Centers ? node.Inputs[Weights(node)[settings.Scales ? 3 : 2]] : null;

    // Where μ, σ², γ and β are among the inputs: in front of the value that is added.
    int[] Weights(Node node) => [.. Enumerable.Range(node.Inputs.Count - (adds ? 1 : 0) - settings.Weights, settings.Weights)];

    bool Differentiates(Lowering to, Node node) =>
        to.Differentiates(node.Inputs[0]) || (Gamma(node) is { } g && to.Differentiates(g)) || (Beta(node) is { } b && to.Differentiates(b));

    static (Value Value, bool Accumulate)? Wanted(Lowering to, Node? weight) => weight is not null && to.Differentiates(weight) ? to.GradientOf(weight) : null;

    /// <summary>Scale and shift by the moving statistics, made when weights have changed.</summary>
    public Value Fixed(Lowering to, Node node)
    {
        var channels = node.Shape[^1];
        var factors = to.Keep(node, "factors", new($"{node.Name} scale, shift", Place.Packed, 4 * channels));
        to.Setup.Insert(0, new NormalizationFactors(node, settings, null, factors, WeightsOf(node), 1) { Unit = Unit.Outputs, Parts = channels });
        return factors;
    }

    // The moments of each sample, with the convolution that makes it where it can; then those of the batch.
    Value Combined(Lowering to, Node node, Value x)
    {
        var channels = node.Shape[^1];
        var moments = to.Save(node, "moments", 2 * channels);
        if (!to.TakesMoments(node.Inputs[0], moments))
            to.Add(new NormalizationStep(node, this, "statistics", new() { X = x, To = moments }, SimdWidth.Run<Kernel.Moments, Kernel.Arguments>, to.Width));
        var factors = to.Keep(node, "factors", new($"{node.Name} scale, shift", Place.Sum, 4 * channels));
        var places = node.Inputs[0].Shape.Elements / channels;
        to.Add(new NormalizationFactors(node, settings, moments, factors, WeightsOf(node), places) { Unit = Unit.Outputs, Parts = channels });
        return factors;
    }

    NormalizationWeights WeightsOf(Node node) => new(Lowering.Weight(node.Inputs[Weights(node)[0]]), Lowering.Weight(node.Inputs[Weights(node)[1]]),
        Gamma(node) is { } gamma ? Lowering.Weight(gamma) : null, Beta(node) is { } beta ? Lowering.Weight(beta) : null);

    // The value that was added has the gradient that relu let pass.
    void PassTo(Lowering to, Node node, Node other)
    {
        if (!to.Differentiates(other)) return;
        var dy = to.Gradient(node);
        var (d, fresh) = to.GradientInto(other);
        to.Add(relu
            ? new EachRow<Rows.ReluGradient>($"d {node.Name}: add", node.Shape, [dy, to[node]], d, !fresh, to.Width)
            : new EachRow<Rows.Copy>($"d {node.Name}: add", node.Shape, [dy], d, !fresh, to.Width));
    }
}

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

    static Operand At(Frame f, Value? v, Shape shape) => v is null ? default : new(f.At(v) + v.Layout.Origin(shape), v.Stride, v.Layout.Row(shape));
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
