namespace Hornbill.Data;

/// <summary>How much the samples of each class count in training, in class order.</summary>
public static class ClassWeights
{
    /// <summary>n / (classes × samples of the class): every class counts alike. As scikit-learn's "balanced", classes are those that occur;
    /// one that does not has weight 1.</summary>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classes">How many classes there are; one more than the greatest label by default.</param>
    /// <exception cref="ArgumentException">A label is below 0 or not below the number of classes.</exception>
    public static double[] Balanced(IReadOnlyCollection<int> labels, int? classes = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var counts = new long[classes ?? (labels.Count == 0 ? 0 : labels.Max() + 1)];
        foreach (var label in labels)
        {
            if ((uint)label >= (uint)counts.Length)
                throw new ArgumentException(
                    $"Class weights got the label {label} but need labels from 0 to {counts.Length - 1}. Correct it, or give more " +
                    $"classes.");
            counts[label]++;
        }
        var occurring = counts.Count(c => c > 0);
        return [.. counts.Select(c => c == 0 ? 1 : (double)labels.Count / (occurring * c))];
    }

    /// <summary>The same for the labels of a data set and all its classes.</summary>
    /// <param name="data">The data set.</param>
    public static double[] Balanced(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Balanced([.. data.Labels.Select(l => (int)l)], data.ClassNames.Count);
    }
}
