using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>−p · t / (|p| |t|) over the last dimension: −1 where prediction and target point the same way, 0 at right angles, 1 where they
/// are opposed. Predictions and
/// targets of one shape.</summary>
/// <example><code>model.Compile("adam", "cosine_similarity");</code></example>
public sealed class CosineSimilarity : Loss
{
    /// <summary>With Keras's argument.</summary>
    /// <param name="axis">The axis along which vectors lie: the last by default; the batch is 0, the first dimension of a sample 1.</param>
    public CosineSimilarity(int axis = -1) => Axis = axis;

    /// <inheritdoc/>
    public override string Name => "cosine_similarity";

    private protected override (string, object?, object?)[] Given => [("axis", Axis, -1)];

    private protected override SampleLoss MakeOp() => new LossOf("cosine similarity", LossFunction.Cosine);
}
