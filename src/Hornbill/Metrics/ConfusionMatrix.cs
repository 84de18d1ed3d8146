namespace Hornbill.Metrics;

/// <summary>How often each class was predicted as which: counts [true class, predicted class].</summary>
/// <example><code>var matrix = new ConfusionMatrix(10);
/// matrix.Add(trueClass: 6, predicted: 0);
/// Console.WriteLine(new ClassificationReport(matrix));</code></example>
public sealed class ConfusionMatrix
{
    readonly long[] _counts; // (true, predicted)

    /// <summary>Nothing counted yet.</summary>
    /// <param name="classes">How many there are, at least 2.</param>
    /// <exception cref="ArgumentException">There are no classes.</exception>
    public ConfusionMatrix(int classes)
    {
        if (classes < 1) throw new ArgumentException(
            $"A ConfusionMatrix got {classes} classes but needs at least 1. Give the number of classes.");
        (Classes, _counts) = (classes, new long[checked(classes * classes)]);
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    internal long[] Counts => _counts;

    /// <summary>Samples counted.</summary>
    public long Total => _counts.Sum();

    /// <summary>Samples predicted rightly.</summary>
    public long Right => Enumerable.Range(0, Classes).Sum(c => this[c, c]);

    /// <summary>The share of samples predicted rightly; 0 where there are none.</summary>
    public double Accuracy => Share(Right, Total);

    /// <summary>How many samples of a class were predicted as another, or as itself.</summary>
    public long this[int trueClass, int predicted] => _counts[(trueClass * Classes) + predicted];

    /// <summary>Samples of a class.</summary>
    /// <param name="trueClass">From 0.</param>
    public long Support(int trueClass) => Enumerable.Range(0, Classes).Sum(c => this[trueClass, c]);

    /// <summary>Samples predicted as a class.</summary>
    /// <param name="predicted">From 0.</param>
    public long Predicted(int predicted) => Enumerable.Range(0, Classes).Sum(c => this[c, predicted]);

    /// <summary>The share of samples predicted as the class which are of it; 0 where there are none.</summary>
    /// <param name="c">The class, from 0.</param>
    public double Precision(int c) => Share(this[c, c], Predicted(c));

    /// <summary>The share of the class's samples predicted as it; 0 where there are none.</summary>
    /// <param name="c">The class, from 0.</param>
    public double Recall(int c) => Share(this[c, c], Support(c));

    /// <summary>The harmonic mean of both; 0 where they are.</summary>
    /// <param name="c">The class, from 0.</param>
    public double F1(int c) => Share(2 * this[c, c], Support(c) + Predicted(c));

    /// <summary>Counts a sample.</summary>
    /// <param name="trueClass">What the sample is, from 0.</param>
    /// <param name="predicted">What it was taken for.</param>
    /// <exception cref="ArgumentException">A class is not one of those there are.</exception>
    public void Add(int trueClass, int predicted)
    {
        if ((uint)trueClass >= (uint)Classes || (uint)predicted >= (uint)Classes)
            throw new ArgumentException(
                $"A ConfusionMatrix got the true class {trueClass} and the predicted class {predicted} but has classes 0 to " +
                $"{Classes - 1}. " +
                                        "Give it more classes, or correct the label.");
        _counts[(trueClass * Classes) + predicted]++;
    }

    /// <summary>Counts a sample by its outputs and its target, one-hot or the index of a class; of one output, above ½ is class
    /// 1.</summary>
    /// <param name="prediction">Probabilities by class, or one of the second of two classes.</param>
    /// <param name="target">The class, or one-hot.</param>
    public void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => Add(Truth.Class(target), Truth.Predicted(prediction));

    /// <summary>Forgets what was counted.</summary>
    public void Reset() => _counts.AsSpan().Clear();

    /// <summary>The counts as shares of each true class ("true": rows sum to 1), of each predicted class ("pred": columns do) or of all
    /// ("all"); a row or column without samples is 0.</summary>
    /// <param name="by">"true", "pred" or "all".</param>
    /// <exception cref="ArgumentException">The word is not one of these.</exception>
    public double[,] Normalized(string by = "true")
    {
        Choices.Check("way to normalise", by, "true", "pred", "all");
        var shares = new double[Classes, Classes];
        var (total, classes) = (Total, Enumerable.Range(0, Classes));
        long[] whole = [.. classes.Select(c => by == "true" ? Support(c) : by == "pred" ? Predicted(c) : total)];
        for (var i = 0; i < Classes; i++)
            for (var j = 0; j < Classes; j++) shares[i, j] = Share(this[i, j], whole[by == "true" ? i : j]);
        return shares;
    }

    static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
