using Hornbill.Engine;
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
sealed record BatchNormalizationSettings(float Momentum, float Epsilon, bool Scales, bool Centers)
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
        new BatchNormalization(settings, isFixed: !request.Training, folds: !request.Training && request.By.Count == 0);

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
        var x = to[node.Inputs[0]];
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
        to.Add(new NormalizationGradient(node, this, sums, operands.Forward!, back, to.WantedGradient(Gamma(node)), to.WantedGradient(Beta(node))) { Unit = Unit.Outputs, Parts = channels });
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        // The relu of a convolution that nobody else reads lets pass what x > 0 says: no step needs to read it again for that.
        var masks = node.Inputs[0].Op is Convolution { WithRelu: true } && to.Readers(node.Inputs[0]) == 1 && !to.Request.By.Contains(node.Inputs[0]);
        if (masks) to.NoteMasked(node.Inputs[0]);
        to.Add(new NormalizationStep(node, this, masks ? "by input, relu before it" : "by input", operands with { Backward = back, To = dx, Fresh = fresh, Masks = masks },
                                     SimdWidth.Run<Kernel.InputGradient, Kernel.Arguments>, to.Width));
    }

    public Node? Gamma(Node node) => settings.Scales ? WeightOf(node, 2) : null;

    public Node? Beta(Node node) => settings.Centers ? WeightOf(node, settings.Weights - 1) : null;

    // μ, σ², γ and β are the last inputs in front of the value that is added.
    Node WeightOf(Node node, int i) => node.Inputs[node.Inputs.Count - (adds ? 1 : 0) - settings.Weights + i];

    bool Differentiates(Lowering to, Node node) =>
        to.Differentiates(node.Inputs[0]) || (Gamma(node) is { } g && to.Differentiates(g)) || (Beta(node) is { } b && to.Differentiates(b));

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

    NormalizationWeights WeightsOf(Node node) => new(Lowering.Weight(WeightOf(node, 0)), Lowering.Weight(WeightOf(node, 1)),
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
