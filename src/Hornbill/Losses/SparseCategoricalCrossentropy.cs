using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>−ln p_t for a target t that is the index of a class. From a softmax it goes back to the logits; other probabilities are divided
/// by their sum and clipped
/// to [1e-7, 1 − 1e-7]. Predictions (…, classes), targets (…): of an image one for each pixel.</summary>
/// <remarks>Where a class is ignored, the loss of a sample is the mean over its other places, 0 where there are none; Keras divides by the
/// number of such places in
/// the whole batch.</remarks>
/// <example><code>model.Compile("adam", "sparse_categorical_crossentropy");</code></example>
public sealed class SparseCategoricalCrossentropy : Loss
{
    readonly bool _fromLogits;
    readonly int? _ignoreClass;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="fromLogits">Whether predictions are logits, which no softmax has made probabilities yet.</param>
    /// <param name="ignoreClass">A target that does not count, such as −1 or 255 for pixels that nobody labelled.</param>
    /// <param name="axis">The axis of the classes: the last by default; the batch is 0, the first dimension of a sample 1.</param>
    public SparseCategoricalCrossentropy(bool fromLogits = false, int? ignoreClass = null, int axis = -1) =>
        (_fromLogits, _ignoreClass, Axis) = (fromLogits, ignoreClass, axis);

    /// <inheritdoc/>
    public override string Name => "sparse_categorical_crossentropy";

    /// <inheritdoc/>
    public override Shape TargetShape(Shape prediction) =>
        NeedClasses(prediction).Rank == 1 ? [1] : Shape.Create([.. Turned(prediction).SkipLast(1)]);

    private protected override (string, object?, object?)[] Given =>
        [("from_logits", _fromLogits, false), ("ignore_class", _ignoreClass, null), ("axis", Axis, -1)];

    internal override string? Complain(ReadOnlySpan<float> target, Shape prediction) => Complain(target, Turned(prediction)[^1]);

    internal string? Complain(ReadOnlySpan<float> target, int classes)
    {
        var at = Kernels.Statistics.IndexOfNoClass(target, classes, _ignoreClass);
        return at < 0 ? null
            : $"got the label {target[at]} but needs a whole number from 0 to {classes - 1}. Correct the label, or give the last layer " +
                $"more units.";
    }

    private protected override SampleLoss MakeOp() => new CrossEntropy(sparse: true, _fromLogits, ignored: _ignoreClass);
}
