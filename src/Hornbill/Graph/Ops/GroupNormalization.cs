using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Normalisation of each sample by itself: of each place over its channels (layer normalisation, where <paramref name="groups"/>
/// is null), or of groups of channels over all places. Inputs: x (…, channels), γ and β if there are any.</summary>
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
}
