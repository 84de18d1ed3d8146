using Hornbill.Graph.Ops;
using Hornbill.Layers;

namespace Hornbill.Losses;

/// <summary>Binary cross-entropy times (1 − p_t)^gamma, with p_t the probability of the right answer: what is known already counts for
/// little. Predictions and
/// targets of one shape. (Lin et al., 2017)</summary>
/// <example><code>model.Compile("adam", new BinaryFocalCrossentropy(applyClassBalancing: true));</code></example>
public sealed class BinaryFocalCrossentropy : Loss
{
    readonly bool _balancing, _fromLogits;
    readonly double _alpha, _gamma, _smoothing;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="applyClassBalancing">Whether yes weighs alpha and no 1 − alpha.</param>
    /// <param name="alpha">The weight of yes, between 0 and 1.</param>
    /// <param name="gamma">How little counts what is known; with 0 it is the cross-entropy.</param>
    /// <param name="fromLogits">Whether predictions are logits, which no sigmoid has made probabilities yet.</param>
    /// <param name="labelSmoothing">The share α of a target that is spread over both answers: t (1 − α) + α / 2.</param>
    /// <param name="axis">The axis of the questions: the last by default; the batch is 0, the first dimension of a sample 1.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public BinaryFocalCrossentropy(bool applyClassBalancing = false, double alpha = 0.25, double gamma = 2, bool fromLogits = false,
        double labelSmoothing = 0, int axis = -1)
    {
        (_balancing, _fromLogits, Axis) = (applyClassBalancing, fromLogits, axis);
        (_alpha, _gamma) = (Between(nameof(alpha), alpha, 0, 1), Between(nameof(gamma), gamma, 0, double.MaxValue));
        _smoothing = Between("label smoothing", labelSmoothing, 0, 1);
    }

    /// <inheritdoc/>
    public override string Name => "binary_focal_crossentropy";

    private protected override (string, object?, object?)[] Given =>
        [("apply_class_balancing", _balancing, false), ("alpha", _alpha, 0.25), ("gamma", _gamma, 2.0), ("from_logits", _fromLogits, false),
        ("label_smoothing", _smoothing, 0.0), ("axis", Axis, -1)];

    internal static Loss From(Config c) => new BinaryFocalCrossentropy(
        c.Bool("apply_class_balancing", false), c.Double("alpha", 0.25), c.Double("gamma", 2), c.Bool("from_logits", false),
            c.Double("label_smoothing", 0), c.Int("axis", -1));

    private protected override (float Low, float High) Targets => (0, 1);

    private protected override string Fix => "Give 1 for yes and 0 for no.";

    private protected override SampleLoss MakeOp()
    {
        var (kept, alpha) = (1 - _smoothing, _balancing ? _alpha : -1);
        return _fromLogits
            ? new LossOf("sigmoid + binary focal cross-entropy", LossFunction.BinaryFocalOfLogits, kept, _gamma, alpha)
            : new LossOf("binary focal cross-entropy", LossFunction.BinaryFocal, kept, _gamma, alpha);
    }
}
