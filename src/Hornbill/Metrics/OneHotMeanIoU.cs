namespace Hornbill.Metrics;

/// <summary>The mean over the classes of the intersection over the union, of targets that are one-hot.</summary>
/// <param name="numClasses">The number of classes; that of the outputs where it is not given.</param>
/// <param name="ignoreClass">A target that does not count, such as −1 or 255 for pixels that nobody labelled.</param>
/// <param name="sparseYPred">Whether a prediction of one number is the index of a class; of several numbers the greatest is the class
/// predicted.</param>
public sealed class OneHotMeanIoU(int? numClasses = null, int? ignoreClass = null, bool sparseYPred = false)
    : IoUMetric(numClasses, null, ignoreClass, false, sparseYPred)
{
    /// <inheritdoc/>
    public override string Name => "one_hot_mean_io_u";

    /// <inheritdoc/>
    public override Metric Fresh() => new OneHotMeanIoU(Given.NumClasses, Given.IgnoreClass, SparseYPred);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("num_classes", Given.NumClasses, null),
        ("ignore_class", Given.IgnoreClass, null), ("sparse_y_pred", SparseYPred, false));
}
