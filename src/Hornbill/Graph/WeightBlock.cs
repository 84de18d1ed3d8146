using Hornbill.Tensors;

namespace Hornbill.Graph;

/// <summary>Weights that were made together: one flat block. Models that share layers read the same one.</summary>
sealed class WeightBlock(long floats)
{
    public Arena Weights { get; } = new(floats);

    /// <summary>Counts changes of the weights, so that packed copies know when they are stale.</summary>
    public long Version { get; set; }
}
