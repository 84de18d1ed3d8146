using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>How far a prediction is from its target: what losses are made of.</summary>
enum LossFunction
{
    Absolute,
    BinaryEntropy,
    BinaryEntropyOfLogits,
    BinaryFocal,
    BinaryFocalOfLogits,
    CategoricalHinge,
    Cosine,
    Divergence,
    Entropy,
    EntropyOfLogits,
    Focal,
    Generalized,
    Hinge,
    Huber,
    LogCosh,
    Percentage,
    Poisson,
    Squared,
    SquaredHinge,
    SquaredLogarithmic,
}

/// <summary>The numbers that a loss knows of itself.</summary>
/// <param name="P">The function's first setting.</param>
/// <param name="Q">The function's second setting.</param>
/// <param name="R">The function's third setting.</param>
/// <param name="Total">Of a pair's losses the sum over the classes instead of the mean.</param>
/// <param name="FromLogits">Whether the predictions are logits, for a function that takes both.</param>
/// <param name="Sparse">Whether targets are class indices.</param>
readonly record struct LossSettings(float P, float Q, float R, bool Total = false, bool FromLogits = false, bool Sparse = false)
{
    /// <summary>The class whose places do not count.</summary>
    public int? Ignored { get; init; }
}

/// <summary>A loss: a number for each sample, whose mean over the batch is the loss of the batch, of predictions, targets and weights: one
/// for each sample, or for each of its places, which are all dimensions of the prediction but the last.</summary>
abstract class SampleLoss : Op
{
    /// <summary>The same loss of logits, where a softmax made the predictions.</summary>
    public SampleLoss? AfterSoftmax { get; init; }

    /// <summary>The same loss of logits, where a sigmoid made the predictions.</summary>
    public SampleLoss? AfterSigmoid { get; init; }

    /// <summary>How the losses become one number.</summary>
    public Reduction Reduction { get; private set; }

    /// <summary>A target whose place does not count.</summary>
    public virtual float? IgnoredTarget => null;

    /// <summary>Whether a sample's loss depends on the others of its batch.</summary>
    public virtual bool OfBatch => false;

    /// <summary>The same with another reduction.</summary>
    public SampleLoss Reduced(Reduction reduction)
    {
        Reduction = reduction;
        AfterSoftmax?.Reduced(reduction);
        AfterSigmoid?.Reduced(reduction);
        return this;
    }

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [1];
}

/// <summary>A loss whose places are apart: a function of each.</summary>
abstract class PlaceLoss : SampleLoss
{
    public abstract LossFunction Function { get; }

    public abstract LossSettings Numbers { get; }
}

/// <summary>A loss by a function that needs no more than numbers to be told.</summary>
/// <param name="kind">What the plan calls it.</param>
/// <param name="function">The function.</param>
/// <param name="p">The function's first setting.</param>
/// <param name="q">The function's second setting.</param>
/// <param name="r">The function's third setting.</param>
sealed class LossOf(string kind, LossFunction function, double p = 0, double q = 0, double r = 0) : PlaceLoss
{
    public override LossFunction Function => function;

    /// <summary>The function's settings.</summary>
    public (double P, double Q, double R) Settings => (p, q, r);

    /// <summary>Of a pair's losses the sum over the classes instead of the mean.</summary>
    public bool Total { get; init; }

    /// <summary>Whether the predictions are logits, for a function that takes both.</summary>
    public bool FromLogits { get; init; }

    public override LossSettings Numbers => new((float)p, (float)q, (float)r, Total, FromLogits);

    public override string Kind => kind;
}
