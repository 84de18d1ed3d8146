using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>−p · t / (|p| |t|) over the last dimension: −1 where prediction and target point the same way, 0 at right angles, 1 where they
/// are opposed. Predictions and
/// targets of one shape.</summary>
/// <example><code>model.Compile("adam", "cosine_similarity");</code></example>
public sealed class CosineSimilarity : Loss
{
    /// <inheritdoc/>
    public override string Name => "cosine_similarity";

    private protected override SampleLoss MakeOp() => new LossOf("cosine similarity", LossFunction.Cosine);
}
