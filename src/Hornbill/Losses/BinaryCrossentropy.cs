using Hornbill.Graph.Ops;
using Hornbill.Layers;

namespace Hornbill.Losses;

/// <summary>The mean of −t ln p − (1 − t) ln(1 − p) over the last dimension: each output answers a question of its own with yes, 1, or no,
/// 0. From a sigmoid it goes
/// back to the logits; other probabilities are clipped to [1e-7, 1 − 1e-7]. Predictions and targets of one shape.</summary>
/// <example><code>model.Compile("adam", "binary_crossentropy");</code></example>
public sealed class BinaryCrossentropy : Loss
{
    readonly bool _fromLogits;
    readonly double _smoothing;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="fromLogits">Whether predictions are logits, which no sigmoid has made probabilities yet.</param>
    /// <param name="labelSmoothing">The share α of a target that is spread over both answers: t (1 − α) + α / 2.</param>
    /// <param name="axis">The axis of the questions: the last by default; the batch is 0, the first dimension of a sample 1.</param>
    /// <exception cref="ArgumentException">The smoothing is not between 0 and 1.</exception>
    public BinaryCrossentropy(bool fromLogits = false, double labelSmoothing = 0, int axis = -1) =>
        (_fromLogits, _smoothing, Axis) = (fromLogits, Between("label smoothing", labelSmoothing, 0, 1), axis);

    /// <inheritdoc/>
    public override string Name => "binary_crossentropy";

    private protected override (string, object?, object?)[] Given =>
        [("from_logits", _fromLogits, false), ("label_smoothing", _smoothing, 0.0), ("axis", Axis, -1)];

    internal static Loss From(Config c) =>
        new BinaryCrossentropy(c.Bool("from_logits", false), c.Double("label_smoothing", 0), c.Int("axis", -1));

    private protected override (float Low, float High) Targets => (0, 1);

    private protected override string Fix => "Give 1 for yes and 0 for no, or use sparse_categorical_crossentropy for indices of classes.";

    private protected override SampleLoss MakeOp()
    {
        var ofLogits = new LossOf("sigmoid + binary cross-entropy", LossFunction.BinaryEntropyOfLogits, 1 - _smoothing);
        return _fromLogits
            ? ofLogits
            : new LossOf("binary cross-entropy", LossFunction.BinaryEntropy, 1 - _smoothing) { AfterSigmoid = ofLogits };
    }
}
