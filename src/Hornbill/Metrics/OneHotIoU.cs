namespace Hornbill.Metrics;

/// <summary>The intersection over the union of the classes asked for, of targets that are one-hot.</summary>
/// <param name="numClasses">The number of classes; that of the outputs where it is not given.</param>
/// <param name="targetClassIds">The classes whose mean it is; all where none are given.</param>
/// <param name="ignoreClass">A target that does not count, such as −1 or 255 for pixels that nobody labelled.</param>
/// <param name="sparseYPred">Whether a prediction of one number is the index of a class; of several numbers the greatest is the class
/// predicted.</param>
public sealed class OneHotIoU(int? numClasses = null, int[]? targetClassIds = null, int? ignoreClass = null, bool sparseYPred = false)
    : IoUMetric(numClasses, targetClassIds, ignoreClass, false, sparseYPred)
{
    /// <inheritdoc/>
    public override string Name => "one_hot_io_u";

    /// <inheritdoc/>
    public override Metric Fresh() => new OneHotIoU(Given.NumClasses, Given.TargetClassIds, Given.IgnoreClass, SparseYPred);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("num_classes", Given.NumClasses, null), ("target_class_ids", Ids, null),
        ("ignore_class", Given.IgnoreClass, null),
        ("sparse_y_pred", SparseYPred, false));
}
