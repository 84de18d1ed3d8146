namespace Hornbill.Data;

/// <summary>k folds, each with about the same share of every class as the whole. scikit-learn's <c>StratifiedKFold</c>.</summary>
/// <example><code>foreach (var (train, test) in new StratifiedKFold(5).Split(data)) …</code></example>
/// <param name="folds">k; 5 by default.</param>
/// <param name="shuffle">Whether each class's samples are shuffled first.</param>
/// <param name="seed">Of the shuffling: <c>random_state</c>, from 0 to 2³² − 1.</param>
/// <exception cref="ArgumentException">There are fewer than two folds, or the seed is out of range.</exception>
public sealed class StratifiedKFold(int folds = 5, bool shuffle = false, long seed = 0) : Splitter
{
    readonly int _folds = CheckFolds(nameof(StratifiedKFold), folds);

    /// <inheritdoc/>
    public override int Splits => _folds;

    internal override bool NeedsLabels => true;

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(int samples) => throw LabelsNeeded(samples);

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Folds(labels, _folds, shuffle ? new(seed) : null);
    }

    internal static IEnumerable<SplitIndices> Folds(IReadOnlyList<int> labels, int folds, RandomState? random)
    {
        var fold = FoldOf(labels, folds, random);
        return [.. Enumerable.Range(0, folds).Select(f => SplitIndices.Of([.. fold.Select(own => own == f)]))];
    }

    // Classes count in the order in which they appear. Dealing out the sorted labels in turn says how many of each class a fold gets; its
    // samples then go to the folds in blocks, which may be shuffled.
    static int[] FoldOf(IReadOnlyList<int> labels, int folds, RandomState? random)
    {
        int[] classes = [.. labels.Distinct()];
        var code = classes.Index().ToDictionary(c => c.Item, c => c.Index);
        int[] coded = [.. labels.Select(l => code[l])];
        var counts = new int[classes.Length];
        foreach (var c in coded) counts[c]++;
        if (counts.All(n => n < folds))
            throw new ArgumentException(
                $"StratifiedKFold got {folds} folds but no class has more than {counts.DefaultIfEmpty().Max()} samples, and one needs as " +
                $"many. Give fewer folds.");
        var (fold, dealt) = (new int[labels.Count], 0);
        for (var c = 0; c < classes.Length; c++)
        {
            var share = new int[folds];
            for (var i = 0; i < counts[c]; i++) share[dealt++ % folds]++;
            int[] blocks = [.. Enumerable.Range(0, folds).SelectMany(f => Enumerable.Repeat(f, share[f]))];
            random?.Shuffle<int>(blocks);
            var next = 0;
            for (var i = 0; i < coded.Length; i++)
                if (coded[i] == c) fold[i] = blocks[next++];
        }
        return fold;
    }
}

/// <summary><see cref="StratifiedKFold"/> several times, shuffled anew each time. scikit-learn's <c>RepeatedStratifiedKFold</c>.</summary>
/// <param name="folds">k; 5 by default.</param>
/// <param name="repeats">How many times; 10 by default.</param>
/// <param name="seed">Of the shuffling: <c>random_state</c>.</param>
/// <exception cref="ArgumentException">There are fewer than two folds or no repeats, or the seed is out of range.</exception>
public sealed class RepeatedStratifiedKFold(int folds = 5, int repeats = 10, long seed = 0) : Splitter
{
    readonly int _folds = CheckFolds(nameof(RepeatedStratifiedKFold), folds), _repeats =
        Repeats.Check(nameof(RepeatedStratifiedKFold), repeats);

    /// <inheritdoc/>
    public override int Splits => _folds * _repeats;

    internal override bool NeedsLabels => true;

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(int samples) => throw LabelsNeeded(samples);

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, _repeats).SelectMany(_ => StratifiedKFold.Folds(labels, _folds, random))];
    }
}
