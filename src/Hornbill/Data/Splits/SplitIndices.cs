namespace Hornbill.Data;

/// <summary>Numbers of samples to train on and to test on.</summary>
/// <param name="Train">Numbers from 0.</param>
/// <param name="Test">Numbers from 0, none of them in <paramref name="Train"/>.</param>
public sealed record SplitIndices(int[] Train, int[] Test)
{
    /// <summary>All samples but those to test on, and these, both in rising order.</summary>
    internal static SplitIndices Of(bool[] test)
    {
        var all = Enumerable.Range(0, test.Length).ToArray();
        return new([.. all.Where(i => !test[i])], [.. all.Where(i => test[i])]);
    }
}

/// <summary>How samples are split, once or several times, as scikit-learn's splitters of the same name do it: with the same seed the same
/// numbers in the same order.</summary>
public abstract class Splitter
{
    /// <summary>How many splits it makes.</summary>
    public abstract int Splits { get; }

    /// <summary>The splits of samples with the labels given; what is not stratified looks at their number alone.</summary>
    /// <param name="labels">The class of each sample.</param>
    /// <exception cref="ArgumentException">There are too few samples, or too few of a class.</exception>
    public abstract IEnumerable<SplitIndices> Split(IReadOnlyList<int> labels);

    /// <summary>The splits of so many samples.</summary>
    /// <param name="samples">How many there are.</param>
    /// <exception cref="ArgumentException">There are too few samples, or the splitter needs their labels.</exception>
    public virtual IEnumerable<SplitIndices> Split(int samples) => samples >= 0
        ? Split(new int[samples])
        : throw new ArgumentException($"A split got {samples} samples but needs a number of at least 0. Give the number of samples.");

    /// <summary>The splits of a source as sources.</summary>
    /// <param name="data">Samples that can be had by number; their first target is their class where that matters.</param>
    /// <exception cref="ArgumentException">There are too few samples, or they come one after the other.</exception>
    /// <example><code>foreach (var (train, validation) in new StratifiedKFold(5).Split(data)) …</code></example>
    public IEnumerable<(BatchSource Train, BatchSource Test)> Split(SampleSource data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var splits = NeedsLabels ? Split(data.GetLabels()) : Split(data.Count!.Value);
        return splits.Select(s => (data.Subset(s.Train), data.Subset(s.Test)));
    }

    /// <summary>Whether it looks at labels.</summary>
    internal virtual bool NeedsLabels => false;

    private protected Exception LabelsNeeded(int samples) => new ArgumentException(
        $"{GetType().Name} got {samples} samples without their labels but shares out each class by itself. Give the labels.");

    private protected static int CheckFolds(string name, int folds) => folds >= 2
        ? folds
        : throw new ArgumentException($"{name} got {folds} folds but needs at least 2. Give a number such as 5.");
}
