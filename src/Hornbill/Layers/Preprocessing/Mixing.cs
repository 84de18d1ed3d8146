using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>How a layer mixes samples and their targets: wholly, or by a rectangle.</summary>
/// <param name="Cut">Whether a rectangle of one image is put into the other.</param>
/// <param name="Alpha">α of the beta distribution of the shares, for both sides: drawn from this range.</param>
/// <param name="Seed">Of the draws; the run's where null.</param>
readonly record struct Mixing(bool Cut, Factor Alpha, int? Seed);

/// <summary>A layer that mixes samples of the data: it acts on targets, too, so that it has no place within a model.</summary>
interface IMixing
{
    Mixing Mixing { get; }

    /// <summary>What a model says of it.</summary>
    static Node Refuse(Layer layer, Node input) => throw new ArgumentException(
        $"A {layer.Kind} got {input.Shape} in a model, but it mixes targets too and takes data. Use " +
        $"model.Fit(train.OneHot(classes).Augment(new {layer.Kind}())).");
}
