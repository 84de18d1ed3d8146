namespace Hornbill.Metrics;

/// <summary>The share of samples predicted rightly. As in Keras the shapes decide what that means: of one output, above ½ or not; for a target that is the index
/// of a class, and for one that gives each class a probability, whether that class's output is the greatest.</summary>
public sealed class Accuracy : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override Metric Fresh() => new Accuracy();

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) =>
        (prediction.Length == 1 ? Truth.Predicted(prediction) == target[0] : Truth.Predicted(prediction) == Truth.Class(target)) ? 1 : 0;
}
