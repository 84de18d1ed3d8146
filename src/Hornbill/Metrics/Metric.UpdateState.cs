using Hornbill.Tensors;

namespace Hornbill.Metrics;

/// <content>A metric by itself, without a model.</content>
public abstract partial class Metric
{
    /// <summary>Takes in a batch, in Keras's order of arguments.</summary>
    /// <param name="yTrue">Targets: as many numbers as predictions, or one for each of their rows.</param>
    /// <param name="yPred">Predictions (n, …, outputs); where there is one dimension each number is a prediction.</param>
    /// <param name="sampleWeight">A weight for all, each sample, each row of predictions, or each number, also of shapes that broadcast to
    /// the predictions'; 1 by default.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    /// <example><code>
    /// var metric = new Precision();
    /// metric.UpdateState(yTrue: new Tensor([4], [0, 1, 1, 1]), yPred: new Tensor([4], [1, 0, 1, 1]));
    /// Console.WriteLine(metric.Result); // 0.667
    /// </code></example>
    public virtual void UpdateState(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        var row = RowOf(yPred.Shape, yPred.Data.Length, yTrue.Data.Length);
        var (rows, each) = (yPred.Data.Length / row, yTrue.Data.Length == yPred.Data.Length ? row
            : TargetRowOf(yTrue.Shape, yTrue.Data.Length * row / yPred.Data.Length));
        var weights = Spread(sampleWeight, yPred.Shape)?.Data ?? [1];
        if (weights.Length == yPred.Data.Length && each == row && row > 1) (rows, row, each) = (yPred.Data.Length, 1, 1);
        if (yTrue.Data.Length != rows * each || weights.Length == 0 || rows % weights.Length != 0)
            throw new ArgumentException(
                $"The metric '{this}' got targets of shape {yTrue.Shape}, predictions of shape {yPred.Shape} and {weights.Length} " +
                $"weights, but they must go " +
                                        "together. Give a target for each prediction, or for each row of them, and a weight for each.");
        for (var r = 0; r < rows; r++)
        {
            var weight = weights[(int)((long)r * weights.Length / rows)];
            if (sampleWeight is null) Update(yPred.Data.AsSpan(r * row, row), yTrue.Data.AsSpan(r * each, each));
            else Update(yPred.Data.AsSpan(r * row, row), yTrue.Data.AsSpan(r * each, each), weight);
        }
    }

    // Weights of as many dimensions as predictions have, some of them 1: one for each number.
    static Tensor? Spread(Tensor? weights, Shape predictions) =>
        weights is not null && weights.Shape.Rank == predictions.Rank && weights.Shape[^1] == predictions[^1]
        && weights.Shape.Zip(predictions).All(d => d.First == 1 || d.First == d.Second)
            ? weights + new Tensor(predictions)
            : weights;

    /// <summary>Whether predictions of one dimension are one row.</summary>
    private protected virtual bool TakesVectors => false;

    /// <summary>How many numbers of the predictions belong together.</summary>
    private protected virtual int RowOf(Shape prediction, int predictions, int targets) =>
        prediction.Rank > 1 ? prediction[^1] : TakesVectors ? predictions : 1;

    /// <summary>How many numbers of the targets belong to a row, where they are not as many as predictions.</summary>
    private protected virtual int TargetRowOf(Shape target, int row) => Math.Max(1, row);
}
