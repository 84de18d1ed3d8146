using Hornbill.Losses;
using Hornbill.Tensors;

namespace Hornbill.Metrics;

/// <summary>The mean of a loss as a metric: of each sample, its loss without its weight. Every loss is one by its name, as <c>mse</c> or
/// <c>huber(delta=0.5)</c>.</summary>
/// <remarks>Cosine similarity has its own sign here, as Keras's metric of that name: 1 where prediction and target point the same
/// way.</remarks>
/// <example><code>metrics: ["mae", new LossMetric(new Huber(0.5))]</code></example>
/// <param name="loss">The loss.</param>
public sealed class LossMetric(Loss loss) : MeanMetric
{
    static readonly SparseCategoricalCrossentropy Sparse = new();

    readonly Loss _loss = (loss ?? throw new ArgumentNullException(nameof(loss))).OfBatch
        ? throw new ArgumentException(
            $"LossMetric got {loss.Name}, which is of a whole batch, but needs a loss of single samples. Use an IoU metric instead.")
        : loss;
    readonly int _sign = loss is CosineSimilarity ? -1 : 1;
    float[] _classes = [];

    /// <inheritdoc/>
    public override string Name => _loss.Name;

    /// <inheritdoc/>
    public override Metric Fresh() => new LossMetric(_loss);

    /// <inheritdoc/>
    public override string ToString() => _loss.ToString();

    internal override string Saved() => _loss.Saved();

    /// <inheritdoc/>
    public override void UpdateState(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        base.UpdateState(yTrue.Shape == yPred.Shape ? _loss.Turned(yTrue) : yTrue, _loss.Turned(yPred), sampleWeight);
    }

    /// <summary>Stops at an axis that a model's places do not have.</summary>
    internal void Check(Shape prediction)
    {
        if (_loss.Turns(prediction))
            throw new ArgumentException(
                $"The metric {this} got predictions of shape {prediction} but measures along the last axis of an output. Add a Permute " +
                $"as an output of its own, or call UpdateState.");
    }

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        if (_loss is SparseCategoricalCrossentropy or CategoricalGeneralizedCrossEntropy)
            return target.Length == 1 ? OfClass(prediction, target) : OfClass(prediction, [Truth.Class(target)]);
        return _sign * _loss.Of(prediction, target.Length == prediction.Length ? target : OneHot(prediction, target));
    }

    private protected override bool Counts(ReadOnlySpan<float> target) => target[0] != _loss.Op.IgnoredTarget;

    private protected override bool TakesVectors =>
        _loss is CosineSimilarity or CategoricalHinge or CategoricalCrossentropy or CategoricalFocalCrossentropy or KLDivergence;

    double OfClass(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) =>
        ((_loss as SparseCategoricalCrossentropy) ?? Sparse).Complain(target, prediction.Length) is { } complaint
            ? throw new ArgumentException($"The metric {Name} {complaint}")
            : _loss.Of(prediction, target);

    // The index of a class as a target for each class.
    float[] OneHot(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        if (_classes.Length != prediction.Length) _classes = new float[prediction.Length];
        for (var c = 0; c < _classes.Length; c++) _classes[c] = Truth.Of(prediction, target, c);
        return _classes;
    }
}
