namespace Hornbill.Metrics;

/// <summary>The mean over the classes of TP / (TP + FP + FN), the intersection over the union of what is predicted as a class and what is of it; a
/// class that is neither
/// predicted nor true does not count. The greatest output is the class predicted, as in Keras's OneHotMeanIoU; of images each pixel's.</summary>
/// <example><code>model.Compile("adam", "sparse_categorical_crossentropy", [new MeanIoU()]);</code></example>
public sealed class MeanIoU : ConfusionMetric
{
    /// <inheritdoc/>
    public override string Name => "mean_io_u";

    /// <inheritdoc/>
    public override Metric Fresh() => new MeanIoU();

    private protected override double Of(ConfusionMatrix counts)
    {
        var (sum, classes) = (0.0, 0);
        for (var c = 0; c < counts.Classes; c++)
        {
            var union = counts.Support(c) + counts.Predicted(c) - counts[c, c];
            if (union == 0) continue;
            sum += (double)counts[c, c] / union;
            classes++;
        }
        return sum / classes;
    }
}
