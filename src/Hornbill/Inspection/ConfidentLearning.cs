using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>Which labels are probably wrong, by probabilities of a model that did not learn the sample it judges (of k folds, say). A
/// sample is confidently of class j where its probability reaches t_j, the mean probability of j over the samples labelled j; the confident
/// joint counts samples by their label and the likeliest such class, and off its diagonal are the errors. (Northcutt, Jiang, Chuang,
/// 2021)</summary>
/// <example><code>
/// foreach (var issue in ConfidentLearning.Of(labels, probabilities).Issues) Console.WriteLine($"#{issue.Index}: {issue.Label}, rather
/// {issue.Suggested}");
/// </code></example>
public sealed record ConfidentLearning
{
    const double Rounding = 1e-6; // of a mean of equal floats

    ConfidentLearning(int[,] joint, double[] thresholds, LabelIssue[] issues) => (Joint, Thresholds, Issues) = (joint, thresholds, issues);

    /// <summary>Counts [label, class that it confidently is]; samples that are confidently of no class are not in it.</summary>
    public int[,] Joint { get; }

    /// <summary>The mean probability of each class over the samples labelled so; NaN for a class without samples.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Probable label errors, the surest first: by the probability of the label less that of the suggestion.</summary>
    public IReadOnlyList<LabelIssue> Issues { get; }

    /// <summary>Finds them.</summary>
    /// <param name="labels">The label of each sample, from 0.</param>
    /// <param name="probabilities">(n, classes), each row summing to 1.</param>
    /// <exception cref="ArgumentException">The numbers differ, a label is no class, or a row holds no probabilities.</exception>
    public static ConfidentLearning Of(IReadOnlyList<int> labels, Tensor probabilities)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(probabilities);
        Check(labels, probabilities);
        var classes = probabilities.Shape[1];
        var thresholds = Means(labels, probabilities);
        var (joint, issues) = (new int[classes, classes], new List<LabelIssue>());
        for (var n = 0; n < labels.Count; n++)
        {
            var row = probabilities.Row(n);
            var label = labels[n];
            if (Confident(row, thresholds) is not { } found) continue;
            joint[label, found]++;
            if (found != label) issues.Add(new(n, label, found, row[label], row[found]));
        }
        return new(joint, thresholds, [.. issues.OrderBy(i => i.OwnProbability - i.Probability).ThenBy(i => i.Index)]);
    }

    static void Check(IReadOnlyList<int> labels, Tensor probabilities)
    {
        if (probabilities.Shape.Rank != 2 || probabilities.Shape[1] < 2 || probabilities.Shape[0] != labels.Count)
            throw new ArgumentException(
                $"{labels.Count} labels and probabilities of shape {probabilities.Shape} came, but a row of at least two classes for " +
                $"each label is needed. Give both for the same samples.");
        if (labels.Any(l => l < 0 || l >= probabilities.Shape[1]))
            throw new ArgumentException(
                $"The label {labels.First(l => l < 0 || l >= probabilities.Shape[1])} came, but the probabilities are of classes 0 to " +
                $"{probabilities.Shape[1] - 1}. Correct it.");
        if (probabilities.Data.AsSpan().IndexOfAnyExceptInRange(0, 1.001f) is >= 0 and var bad)
            throw new ArgumentException(
                $"The probability {probabilities.Data[bad]} came, but they are from 0 to 1. Give what a softmax predicts, or apply one.");
    }

    static double[] Means(IReadOnlyList<int> labels, Tensor probabilities)
    {
        var (sums, counts) = (new double[probabilities.Shape[1]], new int[probabilities.Shape[1]]);
        for (var n = 0; n < labels.Count; n++)
        {
            sums[labels[n]] += probabilities.Row(n)[labels[n]];
            counts[labels[n]]++;
        }
        return [.. sums.Zip(counts, (s, c) => s / c)];
    }

    // The likeliest of the classes whose thresholds are reached; nothing reaches that of a class without samples.
    static int? Confident(ReadOnlySpan<float> row, double[] thresholds)
    {
        int? best = null;
        for (var c = 0; c < row.Length; c++)
            if (row[c] >= thresholds[c] - Rounding && (best is not { } b || row[c] > row[b])) best = c;
        return best;
    }
}

/// <summary>A label that is probably wrong.</summary>
/// <param name="Index">The sample's number.</param>
/// <param name="Label">Its label.</param>
/// <param name="Suggested">What it rather is.</param>
/// <param name="OwnProbability">Of its label.</param>
/// <param name="Probability">Of the suggestion.</param>
public sealed record LabelIssue(int Index, int Label, int Suggested, double OwnProbability, double Probability);
