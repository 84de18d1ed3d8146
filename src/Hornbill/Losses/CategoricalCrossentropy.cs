using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>−Σ_c t_c ln p_c for targets that give each class a probability, such as one-hot. From a softmax it goes back to the logits.</summary>
public sealed class CategoricalCrossentropy : Loss
{
    /// <inheritdoc/>
    public override string Name => "categorical_crossentropy";

    /// <inheritdoc/>
    public override Shape TargetShape(Shape prediction) => NeedClasses(prediction);

    internal override string? Complain(ReadOnlySpan<float> target, Shape prediction) => null;

    internal override Node Build(Node prediction, Node target, Node weights) =>
        new(new Graph.Ops.CrossEntropy(sparse: false, fromLogits: false), [prediction, target, weights], Name);
}
