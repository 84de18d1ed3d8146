using Hornbill.Graph.Ops;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>−alpha Σ_c (1 − p_c)^gamma t_c ln p_c, of probabilities divided by their sum and clipped to [1e-7, 1 − 1e-7]: what is known
/// already counts for little.
/// Predictions (…, classes), targets alike. (Lin et al., 2017)</summary>
/// <example><code>model.Compile("adam", "categorical_focal_crossentropy(gamma=3)");</code></example>
public sealed class CategoricalFocalCrossentropy : Loss
{
    readonly bool _fromLogits;
    readonly double _alpha, _gamma, _smoothing;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="alpha">A factor of all classes.</param>
    /// <param name="gamma">How little counts what is known; with 0 it is alpha times the cross-entropy.</param>
    /// <param name="fromLogits">Whether predictions are logits, which no softmax has made probabilities yet.</param>
    /// <param name="labelSmoothing">The share α of a target that is spread over all classes: t (1 − α) + α / classes.</param>
    /// <param name="axis">The axis of the classes: the last by default; the batch is 0, the first dimension of a sample 1.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public CategoricalFocalCrossentropy(double alpha = 0.25, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0,
        int axis = -1)
    {
        (_alpha, _gamma) = (Between(nameof(alpha), alpha, 0, double.MaxValue), Between(nameof(gamma), gamma, 0, double.MaxValue));
        (_fromLogits, _smoothing, Axis) = (fromLogits, Between("label smoothing", labelSmoothing, 0, 1), axis);
    }

    /// <inheritdoc/>
    public override string Name => "categorical_focal_crossentropy";

    /// <inheritdoc/>
    public override Shape TargetShape(Shape prediction) => NeedClasses(prediction);

    private protected override (string, object?, object?)[] Given =>
        [("alpha", _alpha, 0.25), ("gamma", _gamma, 2.0), ("from_logits", _fromLogits, false), ("label_smoothing", _smoothing, 0.0),
        ("axis", Axis, -1)];

    internal static Loss From(Config c) => new CategoricalFocalCrossentropy(
        c.Double("alpha", 0.25), c.Double("gamma", 2), c.Bool("from_logits", false), c.Double("label_smoothing", 0),
        c.Int("axis", -1));

    private protected override (float Low, float High) Targets => (0, 1);

    private protected override string Fix => "Give each class a probability.";

    private protected override SampleLoss MakeOp()
    {
        var ofLogits = new LossOf("softmax + focal cross-entropy", LossFunction.Focal, 1 - _smoothing, _gamma, _alpha)
        { FromLogits = true };
        return _fromLogits ? ofLogits : new LossOf("focal cross-entropy", LossFunction.Focal, 1 - _smoothing, _gamma, _alpha)
        { AfterSoftmax = ofLogits };
    }
}
