using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>A source of known length whose samples can be asked for by number, in any order and by several threads at once: arrays, data
/// sets, files in folders. What can be had by number can be shuffled wholly, cut, chosen from, joined, cached and read ahead.</summary>
public abstract class SampleSource : BatchSource
{
    Permutation? _permutation;

    /// <summary>Writes one sample: its inputs, its targets where their buffers are not empty, and its weight where it has one.</summary>
    /// <param name="sample">Its number, from 0.</param>
    /// <param name="request">Whose batch it is for: epoch and seed are what random changes depend on.</param>
    /// <param name="batch">The buffers.</param>
    /// <param name="at">Its place in the batch.</param>
    public abstract void Read(int sample, in BatchRequest request, Batch batch, int at);

    /// <inheritdoc/>
    public override int Read(in BatchRequest request, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var order = Order(KeepsOrder ? request with { Shuffle = false } : request);
        for (var i = 0; i < order.Count; i++) Read(order[i], request, batch, i);
        return order.Count;
    }

    /// <summary>Samples <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> as a source of their own.</summary>
    /// <param name="start">The first sample, from 0.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public override SampleSource Slice(int start, int count)
    {
        CheckSlice(start, count);
        return new Chosen(this, count, i => start + i);
    }

    /// <summary>Class indices as one number for each class, 1 for the sample's own and 0 elsewhere: Keras's <c>to_categorical</c> on the
    /// targets.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="ArgumentException">The targets are no class indices.</exception>
    public SampleSource OneHot(int classes) => new Categorical(this, classes);

    /// <summary>Each sample mixed with another, drawn anew in each epoch: x = λ x₁ + (1 − λ) x₂ and so their targets, with λ from a beta
    /// distribution (Zhang et al., 2018).</summary>
    /// <param name="alpha">α of the beta distribution, for both sides; 0.2 by default.</param>
    /// <param name="classes">Number of classes, where targets are class indices: they become shares of classes.</param>
    /// <param name="seed">Of the draws; the run's by default.</param>
    /// <exception cref="ArgumentException">α is out of range, there are several inputs, or the number of classes is missing.</exception>
    /// <example><code>model.Fit(train.MixUp(0.2, classes: 10), epochs: 10); // compiled with categorical_crossentropy</code></example>
    public BatchSource MixUp(double alpha = 0.2, int? classes = null, ulong? seed = null) =>
        new Mixed(this, cut: false, (alpha, alpha), classes, seed);

    /// <summary>Each image with a rectangle of another, drawn anew in each epoch; their targets in proportion to what is seen of both (Yun
    /// et al., 2019).</summary>
    /// <param name="alpha">α of the beta distribution of the shares, for both sides; 1 by default.</param>
    /// <param name="classes">Number of classes, where targets are class indices: they become shares of classes.</param>
    /// <param name="seed">Of the draws; the run's by default.</param>
    /// <exception cref="ArgumentException">α is out of range, the input is no image, or the number of classes is missing.</exception>
    public BatchSource CutMix(double alpha = 1, int? classes = null, ulong? seed = null) =>
        new Mixed(this, cut: true, (alpha, alpha), classes, seed);

    /// <summary>The samples split at random into those to train on and those to test on: scikit-learn's <c>train_test_split</c>, to the
    /// index.</summary>
    /// <param name="testSize">Below 1 the share to test on, rounded up; a whole number from 1 on so many samples. What is not trained on by
    /// default, or 0.25.</param>
    /// <param name="trainSize">The same of what to train on, rounded down; what is not tested on by default.</param>
    /// <param name="seed"><c>random_state</c>, from 0 to 2³² − 1.</param>
    /// <param name="shuffle">Whether they are shuffled first; the last are tested on otherwise.</param>
    /// <param name="stratify">Whether each class is shared out by itself, by the first target.</param>
    /// <exception cref="ArgumentException">A size or the seed is out of range, or there are too few samples.</exception>
    /// <example><code>var (train, test) = data.TrainTestSplit(0.25, seed: 0);</code></example>
    public (BatchSource Train, BatchSource Test) TrainTestSplit(double? testSize = null, double? trainSize = null, long seed = 0,
        bool shuffle = true, bool stratify = false)
    {
        var (train, test) = SplitNumbers(testSize, trainSize, seed, shuffle, stratify);
        return (Subset(train), Subset(test));
    }

    /// <summary>The numbers of the samples that <see cref="TrainTestSplit"/> gives.</summary>
    internal SplitIndices SplitNumbers(double? testSize, double? trainSize, long seed, bool shuffle, bool stratify)
    {
        if (stratify && !shuffle)
            throw new ArgumentException(
                "TrainTestSplit got stratify without shuffle but takes samples of each class at random. Set shuffle to true, or stratify " +
                "to false.");
        var (train, test) = new SplitSizes(nameof(TrainTestSplit), testSize, trainSize, 0.25).Of(Count!.Value);
        if (!shuffle) return new([.. Enumerable.Range(0, train)], [.. Enumerable.Range(train, test)]);
        return stratify ? new StratifiedShuffleSplit(1, test, train, seed).Split(GetLabels()).First()
            : new ShuffleSplit(1, test, train, seed).Split(Count.Value).First();
    }

    /// <summary>The class of each sample: its first target, of several numbers the place of the greatest.</summary>
    /// <exception cref="ArgumentException">There are no targets, or one is no class.</exception>
    public int[] GetLabels() => Targets.Count == 0
        ? throw new ArgumentException(
            $"A {GetType().Name} without targets was asked for labels, but they are its first target. Give the targets beside the samples.")
        : [.. Enumerable.Range(0, Count!.Value).Select(LabelOf)];

    internal virtual int LabelOf(int sample) => LabelOf(sample, Single(sample, default).Target(0));

    /// <summary>The class that a target stands for.</summary>
    internal static int LabelOf(int sample, ReadOnlySpan<float> target)
    {
        if (target.Length > 1) return Kernels.Statistics.Argmax(target);
        var label = target[0];
        return label >= 0 && label <= int.MaxValue && label == MathF.Floor(label)
            ? (int)label
            : throw new ArgumentException(
                $"Sample {sample} has the target {label} but a class is a whole number from 0 on. Give class indices, or one number for " +
                $"each class.");
    }

    /// <summary>Whether the order of its samples is to be left as it is, whatever Fit asks for.</summary>
    internal virtual bool KeepsOrder => false;

    /// <summary>The numbers of the samples of a batch.</summary>
    internal Permutation.Indices Order(in BatchRequest request) => (_permutation ??= new(Count!.Value)).Batch(request);

    /// <summary>One sample in buffers of its own.</summary>
    internal OwnBatch Single(int sample, in BatchRequest request)
    {
        var one = new OwnBatch(this, 1);
        Read(sample, request, one, 0);
        return one;
    }
}

/// <summary>What passes samples on from another source and says the same of itself.</summary>
abstract class Passing(SampleSource inner) : SampleSource
{
    protected SampleSource Inner => inner;

    /// <summary>What is done to the samples, with its settings; empty where nothing is that a result depends on.</summary>
    protected virtual string Change => "";

    internal override string Made => Change.Length == 0 ? inner.Made : $"{inner.Made}, {Change}";

    /// <summary>A seed of its own, as <see cref="Change"/> tells it.</summary>
    protected static string Seeded(ulong? seed) => seed is { } own ? $", seed {own}" : "";

    // Nothing is read through what keeps or draws.
    internal override uint? Checksum() => inner.Checksum();

    public override int? Count => inner.Count;

    public override int? BatchSize => inner.BatchSize;

    public override bool Weighted => inner.Weighted;

    public override IReadOnlyList<Slot> Inputs => inner.Inputs;

    public override IReadOnlyList<Slot> Targets => inner.Targets;

    internal override bool KeepsOrder => inner.KeepsOrder;
}
