namespace Hornbill.Metrics;

/// <summary>The intersection over the union, TP / (TP + FP + FN), of the classes asked for: the mean over them. Of images each pixel is a
/// prediction.</summary>
/// <param name="numClasses">The number of classes; that of the outputs where it is not given.</param>
/// <param name="targetClassIds">The classes whose mean it is; all where none are given.</param>
/// <param name="ignoreClass">A target that does not count, such as −1 or 255 for pixels that nobody labelled.</param>
/// <param name="sparseYTrue">Whether a target is the index of a class; else the greatest of its numbers is the class.</param>
/// <param name="sparseYPred">Whether a prediction of one number is the index of a class; of several numbers the greatest is the class
/// predicted.</param>
public sealed class IoU(int? numClasses = null, int[]? targetClassIds = null, int? ignoreClass = null, bool sparseYTrue = true,
    bool sparseYPred = true)
    : IoUMetric(numClasses, targetClassIds, ignoreClass, sparseYTrue, sparseYPred)
{
    /// <inheritdoc/>
    public override string Name => "io_u";

    /// <inheritdoc/>
    public override Metric Fresh() => new IoU(Given.NumClasses, Given.TargetClassIds, Given.IgnoreClass, SparseYTrue, SparseYPred);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("num_classes", Given.NumClasses, null), ("target_class_ids", Ids, null),
        ("ignore_class", Given.IgnoreClass, null),
        ("sparse_y_true", SparseYTrue, true), ("sparse_y_pred", SparseYPred, true));
}
