namespace Hornbill.Graph.Ops;

/// <summary>The circle loss of the embeddings of a batch.</summary>
sealed class CircleDistances(float gamma, float margin, bool removeDiagonal) : SampleLoss
{
    public override string Kind => "circle";

    /// <summary>The loss's settings.</summary>
    public (float Gamma, float Margin, bool RemoveDiagonal) Settings => (gamma, margin, removeDiagonal);

    public override bool OfBatch => true;
}
