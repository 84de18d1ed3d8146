using Hornbill.Tensors;

namespace Hornbill.Metrics;

/// <summary>The share of samples predicted rightly. As in Keras the shapes decide what that means: of one output, above ½ or not; for a
/// target that is the index of a class, and for one that gives each class a probability, whether that class's output is the
/// greatest.</summary>
public sealed class Accuracy : MeanMetric
{
    bool _byEquality;

    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <summary>Takes in a batch: as Keras's class Accuracy, where there are as many predictions as targets they are right where they are
    /// equal.</summary>
    /// <param name="yTrue">Targets.</param>
    /// <param name="yPred">Predictions.</param>
    /// <param name="sampleWeight">A weight for all, each sample, or each prediction; 1 by default.</param>
    public override void UpdateState(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        _byEquality = yTrue?.Data.Length == yPred?.Data.Length;
        base.UpdateState(yTrue!, yPred!, sampleWeight);
        _byEquality = false;
    }

    /// <inheritdoc/>
    public override Metric Fresh() => new Accuracy();

    private protected override int RowOf(Shape prediction, int predictions, int targets) =>
        _byEquality ? 1 : base.RowOf(prediction, predictions, targets);

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) =>
        (_byEquality ? prediction[0] == target[0] : Truth.IsRight(prediction, target)) ? 1 : 0;
}
