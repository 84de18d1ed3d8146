namespace Hornbill.Data;

/// <summary>k folds: each sample is tested in one split and trained on in the others. scikit-learn's <c>KFold</c>.</summary>
/// <example><code>foreach (var (train, test) in new KFold(5, shuffle: true, seed: 0).Split(data)) …</code></example>
/// <param name="folds">k; 5 by default.</param>
/// <param name="shuffle">Whether samples are shuffled first; folds are runs of neighbours otherwise.</param>
/// <param name="seed">Of the shuffling: <c>random_state</c>, from 0 to 2³² − 1.</param>
/// <exception cref="ArgumentException">There are fewer than two folds, or the seed is out of range.</exception>
public sealed class KFold(int folds = 5, bool shuffle = false, long seed = 0) : Splitter
{
    readonly int _folds = CheckFolds(nameof(KFold), folds);

    /// <inheritdoc/>
    public override int Splits => _folds;

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Folds(labels.Count, _folds, shuffle ? new(seed) : null);
    }

    internal static IEnumerable<SplitIndices> Folds(int count, int folds, RandomState? random)
    {
        if (count < folds) throw new ArgumentException(
            $"KFold got {count} samples for {folds} folds but needs at least one for each. Give more samples, or fewer folds.");
        int[] order = random is null ? [.. Enumerable.Range(0, count)] : random.Permutation(count);
        var start = 0;
        List<SplitIndices> splits = [];
        for (var f = 0; f < folds; f++)
        {
            var test = new bool[count];
            var size = (count / folds) + (f < count % folds ? 1 : 0);
            foreach (var i in order.AsSpan(start, size)) test[i] = true;
            start += size;
            splits.Add(SplitIndices.Of(test));
        }
        return splits;
    }
}

/// <summary><see cref="KFold"/> several times, shuffled anew each time. scikit-learn's <c>RepeatedKFold</c>.</summary>
/// <param name="folds">k; 5 by default.</param>
/// <param name="repeats">How many times; 10 by default.</param>
/// <param name="seed">Of the shuffling: <c>random_state</c>.</param>
/// <exception cref="ArgumentException">There are fewer than two folds or no repeats, or the seed is out of range.</exception>
public sealed class RepeatedKFold(int folds = 5, int repeats = 10, long seed = 0) : Splitter
{
    readonly int _folds = CheckFolds(nameof(RepeatedKFold), folds), _repeats = Repeats.Check(nameof(RepeatedKFold), repeats);

    /// <inheritdoc/>
    public override int Splits => _folds * _repeats;

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, _repeats).SelectMany(_ => KFold.Folds(labels.Count, _folds, random))];
    }
}

static class Repeats
{
    public static int Check(string name, int repeats) => repeats >= 1
        ? repeats
        : throw new ArgumentException($"{name} got {repeats} repeats but needs at least 1. Give a number such as 10.");
}
