namespace Hornbill.Data;

/// <summary>Random splits, each by itself. scikit-learn's <c>ShuffleSplit</c>; its <c>train_test_split</c> is the first of them.</summary>
/// <param name="splits">How many; 10 by default.</param>
/// <param name="testSize">Below 1 the share to test on, rounded up; a whole number from 1 on so many samples. What is not trained on by
/// default, or 0.1.</param>
/// <param name="trainSize">The same of what to train on, rounded down; what is not tested on by default.</param>
/// <param name="seed"><c>random_state</c>, from 0 to 2³² − 1.</param>
/// <exception cref="ArgumentException">There are no splits, or a size or the seed is out of range.</exception>
public sealed class ShuffleSplit(int splits = 10, double? testSize = null, double? trainSize = null, long seed = 0) : Splitter
{
    readonly int _splits = Repeats.Check(nameof(ShuffleSplit), splits);
    readonly SplitSizes _sizes = new(nameof(ShuffleSplit), testSize, trainSize);

    /// <inheritdoc/>
    public override int Splits => _splits;

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var (train, test) = _sizes.Of(labels.Count);
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, _splits).Select(_ => Next(random.Permutation(labels.Count), train, test))];
    }

    static SplitIndices Next(int[] order, int train, int test) => new(order[test..(test + train)], order[..test]);
}

/// <summary>Random splits, each class shared out by itself. scikit-learn's <c>StratifiedShuffleSplit</c>.</summary>
/// <param name="splits">How many; 10 by default.</param>
/// <param name="testSize">Below 1 the share to test on, rounded up; a whole number from 1 on so many samples. What is not trained on by
/// default, or 0.1.</param>
/// <param name="trainSize">The same of what to train on, rounded down; what is not tested on by default.</param>
/// <param name="seed"><c>random_state</c>, from 0 to 2³² − 1.</param>
/// <exception cref="ArgumentException">There are no splits, or a size or the seed is out of range.</exception>
public sealed class StratifiedShuffleSplit(int splits = 10, double? testSize = null, double? trainSize = null, long seed = 0) : Splitter
{
    readonly int _splits = Repeats.Check(nameof(StratifiedShuffleSplit), splits);
    readonly SplitSizes _sizes = new(nameof(StratifiedShuffleSplit), testSize, trainSize);

    /// <inheritdoc/>
    public override int Splits => _splits;

    internal override bool NeedsLabels => true;

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(int samples) => throw LabelsNeeded(samples);

    /// <inheritdoc/>
    public override IEnumerable<SplitIndices> Split(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var (train, test) = _sizes.Of(labels.Count);
        int[][] classes = [.. labels.Index().GroupBy(l => l.Item, l => l.Index).OrderBy(g => g.Key).Select(g => g.ToArray())];
        Check(classes, train, test);
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, _splits).Select(_ => Next(classes, train, test, random))];
    }

    static SplitIndices Next(int[][] classes, int train, int test, RandomState random)
    {
        int[] counts = [.. classes.Select(c => c.Length)];
        var ofTrain = Shares(counts, train, random);
        var ofTest = Shares([.. counts.Zip(ofTrain, (all, taken) => all - taken)], test, random);
        List<int> trained = [], tested = [];
        for (var c = 0; c < classes.Length; c++)
        {
            var order = random.Permutation(counts[c]);
            trained.AddRange(order[..ofTrain[c]].Select(i => classes[c][i]));
            tested.AddRange(order[ofTrain[c]..(ofTrain[c] + ofTest[c])].Select(i => classes[c][i]));
        }
        return new(random.Choice(trained, trained.Count), random.Choice(tested, tested.Count));
    }

    // How many of each class make up so many samples: in proportion, rounded down; those that are missing go where most was cut off, equals
    // drawn at random.
    static int[] Shares(int[] counts, int samples, RandomState random)
    {
        double all = counts.Sum();
        double[] exact = [.. counts.Select(n => n / all * samples)];
        int[] shares = [.. exact.Select(e => (int)Math.Floor(e))];
        var missing = samples - shares.Sum();
        var rests = exact.Select((e, c) => (CutOff: e - Math.Floor(e), Class: c)).GroupBy(r => r.CutOff, r => r.Class)
            .OrderByDescending(g => g.Key);
        foreach (var equals in rests.TakeWhile(_ => missing > 0))
            foreach (var c in random.Choice<int>([.. equals], Math.Min(equals.Count(), missing)))
            {
                shares[c]++;
                missing--;
            }
        return shares;
    }

    static void Check(int[][] classes, int train, int test)
    {
        if (classes.Any(c => c.Length < 2))
            throw new ArgumentException(
                "A stratified split got a class with one sample but needs at least two of each. Add one, or split without regard to " +
                "classes. Give more samples.");
        if (Math.Min(train, test) < classes.Length)
            throw new ArgumentException(
                $"A stratified split got {train} samples to train on and {test} to test on, but needs at least one of each of " +
                $"{classes.Length} classes in both. " +
                                        "Give other sizes, or more samples.");
    }
}

/// <summary>How many samples to train and to test on.</summary>
readonly record struct SplitSizes
{
    readonly double? _test, _train;
    readonly string _name;

    public SplitSizes(string name, double? test, double? train, double byDefault = 0.1)
    {
        _name = name;
        foreach (var (size, what) in ((double?, string)[])[(test, "test"), (train, "train")])
            if (size is { } s && !(s > 0 && double.IsFinite(s) && (s < 1 || s == Math.Floor(s))))
                throw new ArgumentException(
                    $"{name} got a {what} size of {s} but needs a share between 0 and 1, or a whole number of samples. Give one such as " +
                    $"0.25.");
        if (test + train > 1 && test < 1 && train < 1)
            throw new ArgumentException(
                $"{name} got shares of {test} to test and {train} to train on, but together they may have at most 1. Give smaller ones.");
        (_test, _train) = (test is null && train is null ? byDefault : test, train);
    }

    public (int Train, int Test) Of(int samples)
    {
        double? test = _test < 1 ? Math.Ceiling(_test.Value * samples) : _test, train = _train < 1 ? Math.Floor(_train.Value * samples)
            : _train;
        var (forTest, forTrain) = (test ?? samples - train!.Value, train ?? samples - test!.Value);
        if (forTest < 1 || forTrain < 1 || forTest + forTrain > samples)
            throw new ArgumentException(
                $"{_name} got {samples} samples, of which {forTrain} would be trained and {forTest} tested on, but both need at least " +
                $"one, and no more than " +
                                        "there are. Give other sizes, or more samples.");
        return ((int)forTrain, (int)forTest);
    }
}
