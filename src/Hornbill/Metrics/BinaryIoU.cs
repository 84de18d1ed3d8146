namespace Hornbill.Metrics;

/// <summary>The intersection over the union of class 0, of class 1, or the mean of both, where an output of at least a threshold is class
/// 1.</summary>
/// <param name="targetClassIds">[0], [1] or both, which is the default.</param>
/// <param name="threshold">From it on an output is class 1.</param>
public sealed class BinaryIoU(int[]? targetClassIds = null, double threshold = 0.5)
    : IoUMetric(2, targetClassIds ?? [0, 1], null, true, true)
{
    /// <inheritdoc/>
    public override string Name => "binary_io_u";

    /// <inheritdoc/>
    public override Metric Fresh() => new BinaryIoU(Given.TargetClassIds, threshold);

    /// <inheritdoc/>
    public override string ToString() =>
        Settings.Write(Name, ("target_class_ids", Given.TargetClassIds is [0, 1] ? null : Ids, null), ("threshold", threshold, 0.5));

    private protected override int Said(ReadOnlySpan<float> prediction) => prediction[0] >= (float)threshold ? 1 : 0;
}
