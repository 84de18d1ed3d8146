namespace Hornbill.Metrics;

/// <summary>The mean over the classes of the intersection over the union, TP / (TP + FP + FN); a class that is neither predicted nor true
/// does not count. Of images each pixel is a prediction.</summary>
/// <example><code>model.Compile("adam", new SparseCategoricalCrossentropy(ignoreClass: 255), [new MeanIoU(21, ignoreClass: 255)]);</code></example>
/// <param name="numClasses">The number of classes; that of the outputs where it is not given.</param>
/// <param name="ignoreClass">A target that does not count, such as −1 or 255 for pixels that nobody labelled.</param>
/// <param name="sparseYTrue">Whether a target is the index of a class; else the greatest of its numbers is the class.</param>
/// <param name="sparseYPred">Whether a prediction of one number is the index of a class; of several numbers the greatest is the class
/// predicted.</param>
public sealed class MeanIoU(int? numClasses = null, int? ignoreClass = null, bool sparseYTrue = true, bool sparseYPred = true)
    : IoUMetric(numClasses, null, ignoreClass, sparseYTrue, sparseYPred)
{
    /// <inheritdoc/>
    public override string Name => "mean_io_u";

    /// <inheritdoc/>
    public override Metric Fresh() => new MeanIoU(Given.NumClasses, Given.IgnoreClass, SparseYTrue, SparseYPred);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("num_classes", Given.NumClasses, null),
        ("ignore_class", Given.IgnoreClass, null),
        ("sparse_y_true", SparseYTrue, true), ("sparse_y_pred", SparseYPred, true));
}
