using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>What normalisations with a scale γ and a shift β have in common.</summary>
public abstract class NormalizationLayer : Layer
{
    readonly WeightRule _gamma, _beta;

    private protected NormalizationLayer(double epsilon, bool center, bool scale, WeightRule beta, WeightRule gamma, string? name)
        : base(name)
    {
        Epsilon = epsilon >= 0 && double.IsFinite(epsilon) ? epsilon : throw new ArgumentException(
            $"{Kind} got the epsilon {epsilon} but needs a finite number of at least 0. Give one such as 0.001.");
        (Centers, Scales, _beta, _gamma) = (center, scale, beta, gamma);
    }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether there is a β.</summary>
    public bool Centers { get; }

    /// <summary>Whether there is a γ.</summary>
    public bool Scales { get; }

    /// <inheritdoc/>
    public override Config GetConfig() =>
        _gamma.Write(_beta.Write(new Config().Set("epsilon", Epsilon).Set("center", Centers).Set("scale", Scales)));

    /// <summary>γ and β, those there are.</summary>
    private protected Node[] GammaAndBeta(int channels) => GammaAndBeta([channels]);

    /// <summary>γ and β of a shape, seen as one dimension.</summary>
    private protected Node[] GammaAndBeta(Shape shape) =>
        [.. Scales ? [Flat(_gamma.Make(this, "gamma", shape))] : Array.Empty<Node>(), .. Centers ? [Flat(_beta.Make(this, "beta", shape))]
            : Array.Empty<Node>()];

    Node Flat(Node weight) => weight.Shape.Rank == 1 ? weight
        : Node(new Graph.Ops.Weight(((Graph.Ops.Weight)weight.Op).Variable, Shape.Create(weight.Shape.Elements)));
}
