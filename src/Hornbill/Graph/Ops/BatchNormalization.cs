using Hornbill.Tensors;

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

/// <summary>Normalisation by channel, then another value added, relu and max-pooling if taken in. In training by the statistics of the
/// batch, else by the moving ones. Inputs: x (…, channels), the moving μ and σ², γ and β if there are any, the value to add if there is
/// one.</summary>
sealed class BatchNormalization(BatchNormalizationSettings settings, bool isFixed = false, bool folds = false, Epilogue? after = null) : Op
{
    public BatchNormalizationSettings Settings => settings;

    public Epilogue After { get; } = after ?? Epilogue.None;

    /// <summary>Whether the statistics are the moving ones.</summary>
    public bool IsFixed => isFixed;

    /// <summary>Whether a convolution before it may take it in: nobody asks for gradients, and it has taken in nothing itself.</summary>
    public bool Folds => folds && IsBare;

    bool IsBare => After == Epilogue.None;

    public override string Kind => (isFixed ? "scale and shift" : "normalise") + After;

    public override Op For(Request request) =>
        new BatchNormalization(settings, isFixed: !request.Training, folds: !request.Training && request.By.Count == 0);

    public override Shape Infer(IReadOnlyList<Shape> inputs) => After.Pool is { } pool ? pool.Infer([inputs[0]]) : inputs[0];

    public override Fused? Absorb(Op next) => next switch
    {
        Merge { Function: PairFunction.Sum } when IsBare => With(After with { Adds = true }),
        Relu when !After.Relu => With(After with { Relu = true }),
        MaxPooling p when After.Pool is null => With(After with { Pool = p }),
        _ => null,
    };

    Fused With(Epilogue more) => new(new BatchNormalization(settings, isFixed, false, more));

    public Node Mean(Node node) => WeightOf(node, 0);

    public Node Variance(Node node) => WeightOf(node, 1);

    public Node? Gamma(Node node) => settings.Scales ? WeightOf(node, 2) : null;

    public Node? Beta(Node node) => settings.Centers ? WeightOf(node, settings.Weights - 1) : null;

    // The last inputs in front of the value that is added; where a convolution has taken it in, of that node.
    Node WeightOf(Node node, int i) => node.Inputs[node.Inputs.Count - (After.Adds ? 1 : 0) - settings.Weights + i];
}
