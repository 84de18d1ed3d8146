using Hornbill.Graph.Ops;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>−Σ_c t_c ln p_c for targets that give each class a probability, such as one-hot. From a softmax it goes back to the logits;
/// other probabilities are
/// divided by their sum and clipped to [1e-7, 1 − 1e-7]. Predictions (…, classes), targets alike.</summary>
/// <example><code>model.Compile("adam", new CategoricalCrossentropy(labelSmoothing: 0.1));</code></example>
public sealed class CategoricalCrossentropy : Loss
{
    readonly bool _fromLogits;
    readonly double _smoothing;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="fromLogits">Whether predictions are logits, which no softmax has made probabilities yet.</param>
    /// <param name="labelSmoothing">The share α of a target that is spread over all classes: t (1 − α) + α / classes.</param>
    /// <param name="axis">The axis of the classes: the last by default; the batch is 0, the first dimension of a sample 1.</param>
    /// <exception cref="ArgumentException">The smoothing is not between 0 and 1.</exception>
    public CategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0, int axis = -1) =>
        (_fromLogits, _smoothing, Axis) = (fromLogits, Between("label smoothing", labelSmoothing, 0, 1), axis);

    /// <inheritdoc/>
    public override string Name => "categorical_crossentropy";

    /// <inheritdoc/>
    public override Shape TargetShape(Shape prediction) => NeedClasses(prediction);

    private protected override (string, object?, object?)[] Given =>
        [("from_logits", _fromLogits, false), ("label_smoothing", _smoothing, 0.0), ("axis", Axis, -1)];

    internal static Loss From(Config c) =>
        new CategoricalCrossentropy(c.Bool("from_logits", false), c.Double("label_smoothing", 0), c.Int("axis", -1));

    private protected override (float Low, float High) Targets => (0, 1);

    private protected override string Fix =>
        "Give each class a probability, or use sparse_categorical_crossentropy for indices of classes.";

    private protected override SampleLoss MakeOp() => new CrossEntropy(sparse: false, _fromLogits, _smoothing);
}
