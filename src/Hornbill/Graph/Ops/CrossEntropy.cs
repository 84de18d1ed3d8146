namespace Hornbill.Graph.Ops;

/// <summary>Cross-entropy of predictions and targets: class indices, or a probability for each class. From logits the softmax is part of
/// it; from probabilities they are divided by their sum and clipped to [1e-7, 1 − 1e-7] as Keras does.</summary>
sealed class CrossEntropy : PlaceLoss
{
    readonly bool _sparse, _fromLogits;
    readonly float _kept;
    readonly int? _ignored;

    /// <summary>With its settings.</summary>
    public CrossEntropy(bool sparse, bool fromLogits, double labelSmoothing = 0, int? ignored = null)
    {
        (_sparse, _fromLogits, _kept, _ignored) = (sparse, fromLogits, (float)(1 - labelSmoothing), ignored);
        if (!fromLogits) AfterSoftmax = new CrossEntropy(sparse, true, labelSmoothing, ignored);
    }

    public override string Kind => _fromLogits ? "softmax + cross-entropy" : "cross-entropy";

    public bool Sparse => _sparse;

    public bool FromLogits => _fromLogits;

    /// <summary>The share of a target that smoothing leaves.</summary>
    public float Kept => _kept;

    /// <summary>The class that counts for nothing.</summary>
    public int? Ignored => _ignored;

    public override LossFunction Function => _fromLogits ? LossFunction.EntropyOfLogits : LossFunction.Entropy;

    public override LossSettings Numbers => new(_kept, 0, 0, FromLogits: _fromLogits, Sparse: _sparse) { Ignored = _ignored };

    public override float? IgnoredTarget => _ignored;
}
