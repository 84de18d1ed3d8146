using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>(1 − p^q) / q of the probability p of the class whose index is the target: between the cross-entropy, near q = 0, and the
/// absolute error, near q = 1, which wrong labels pull less. Predictions (…, classes), targets (…). (Zhang and Sabuncu, 2018)</summary>
/// <example><code>model.Compile("adam", new CategoricalGeneralizedCrossEntropy(q: 0.7));</code></example>
public sealed class CategoricalGeneralizedCrossEntropy : Loss
{
    readonly double _q;

    /// <summary>With Keras's argument.</summary>
    /// <param name="q">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public CategoricalGeneralizedCrossEntropy(double q = 0.5) => _q = q is > 0 and < 1
        ? q
        : throw new ArgumentException(
            $"CategoricalGeneralizedCrossEntropy got q {q} but needs a number above 0 and below 1. Give one such as 0.5.");

    /// <inheritdoc/>
    public override string Name => "categorical_generalized_cross_entropy";

    /// <inheritdoc/>
    public override Shape TargetShape(Shape prediction) => new SparseCategoricalCrossentropy().TargetShape(NeedClasses(prediction));

    internal override string? Complain(ReadOnlySpan<float> target, Shape prediction) =>
        new SparseCategoricalCrossentropy().Complain(target, prediction);

    private protected override (string, object?, object?)[] Given => [("q", _q, 0.5)];

    private protected override SampleLoss MakeOp() => new LossOf("generalized cross-entropy", LossFunction.Generalized, _q);
}
