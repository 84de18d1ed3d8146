using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>−ln p_t for a target t that is the index of a class. From a softmax it goes back to the logits.</summary>
public sealed class SparseCategoricalCrossentropy : Loss
{
    /// <inheritdoc/>
    public override string Name => "sparse_categorical_crossentropy";

    /// <inheritdoc/>
    public override Shape TargetShape(Shape prediction)
    {
        NeedClasses(prediction);
        return [1];
    }

    internal override string? Complain(ReadOnlySpan<float> target, Shape prediction) =>
        target[0] >= 0 && target[0] < prediction[^1] && target[0] == MathF.Floor(target[0])
            ? null
            : $"got the label {target[0]} but needs a whole number from 0 to {prediction[^1] - 1}. Correct the label, or give the last layer more units.";

    internal override Node Build(Node prediction, Node target, Node weights) =>
        new(new Graph.Ops.CrossEntropy(sparse: true, fromLogits: false), [prediction, target, weights], Name);
}
