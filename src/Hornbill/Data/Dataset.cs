using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Labelled images held in memory as bytes, as the classic data sets come. A model reads them as floats in <see cref="Range"/>
/// with the class index as target.</summary>
/// <example><code>var (train, test) = FashionMnist.Load();</code></example>
public sealed class Dataset : SampleSource
{
    readonly Slot[] _inputs, _targets = [new("target", [1])];
    readonly PixelRange _range;
    readonly float[] _floats; // by byte

    /// <summary>Images (count × height × width × channels bytes, in that order) with a label for each.</summary>
    /// <param name="name">Its name, as the tool takes it.</param>
    /// <param name="imageShape">Height, width, channels.</param>
    /// <param name="images">All pixels, image after image, channels last.</param>
    /// <param name="labels">A class index for each image.</param>
    /// <param name="classNames">The classes' names, by index.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a label has no class name.</exception>
    public Dataset(string name, Shape imageShape, byte[] images, byte[] labels, IReadOnlyList<string> classNames)
        : this(name, imageShape, images, labels, classNames, PixelRange.Unit) { }

    Dataset(string name, Shape imageShape, byte[] images, byte[] labels, IReadOnlyList<string> classNames, PixelRange range)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        if (images.LongLength != (long)labels.Length * imageShape.Elements)
            throw new ArgumentException($"Dataset '{name}' got {images.Length} pixel bytes and {labels.Length} labels but needs " +
                                        $"{imageShape.Elements} bytes an image. Give as many images as labels.", nameof(images));
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] >= classNames.Count)
                throw new ArgumentException($"Dataset '{name}' has label {labels[i]} at index {i} but only {classNames.Count} classes. " +
                                            "Name every class, or mend the label.", nameof(labels));
        (Name, ImageShape, Images, Labels, ClassNames) = (name, imageShape, images, labels, classNames);
        (_range, _floats, _inputs) = (range, range.Table(), [new("input", imageShape)]);
    }

    /// <summary>The data set's name, as the tool takes it: <c>fashion-mnist</c>.</summary>
    public string Name { get; }

    /// <summary>Images and classes, such as <c>mnist: 60000 images (28, 28, 1), 10 classes: 0 5923, 1 6742, …</c>.</summary>
    public override string ToString() => $"{Name}: {Labels.Length} images {ImageShape}, {ClassNames.Count} classes: " +
        string.Join(", ", ClassNames.Select((name, c) => $"{name} {Labels.Count(l => l == c)}"));

    /// <summary>(height, width, channels).</summary>
    public Shape ImageShape { get; }

    /// <summary>All pixels, image after image, channels last.</summary>
    public byte[] Images { get; }

    /// <summary>One class index per image.</summary>
    public byte[] Labels { get; }

    /// <summary>The classes' names, by index.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What the bytes become for a model: 0 to 1 unless <see cref="InRange"/> says otherwise.</summary>
    public PixelRange Range => _range;

    /// <summary>The same images, given to models in another range.</summary>
    /// <param name="range">What the bytes become.</param>
    /// <example><code>train = train.InRange(PixelRange.Signed); // x / 127.5 − 1</code></example>
    public Dataset InRange(PixelRange range) => new(Name, ImageShape, Images, Labels, ClassNames, range);

    /// <inheritdoc/>
    public override int? Count => Labels.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Inputs => _inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Targets => _targets;

    internal override string Made => FormattableString.Invariant($"'{Name}', pixels from {_range.Low} to {_range.High}");

    internal override uint? Checksum() => Serialization.Crc32C.Append(Serialization.Crc32C.Append(0, Images), Labels);

    /// <summary>The first <paramref name="count"/> images (all, if there are fewer).</summary>
    /// <param name="count">At least 1.</param>
    public override Dataset Take(int count) => Slice(0, Math.Min(count, Labels.Length));

    /// <inheritdoc/>
    public override Dataset Slice(int start, int count)
    {
        CheckSlice(start, count);
        var pixels = ImageShape.Elements;
        return new(Name, ImageShape, Images.AsSpan(start * pixels, count * pixels).ToArray(), Labels.AsSpan(start, count).ToArray(),
            ClassNames, _range);
    }

    /// <summary>The images split at random into those to train on and those to test on: scikit-learn's <c>train_test_split</c>, to the
    /// index.</summary>
    /// <param name="testSize">Below 1 the share to test on, rounded up; a whole number from 1 on so many images. What is not trained on by
    /// default, or 0.25.</param>
    /// <param name="trainSize">The same of what to train on, rounded down; what is not tested on by default.</param>
    /// <param name="seed"><c>random_state</c>, from 0 to 2³² − 1.</param>
    /// <param name="shuffle">Whether they are shuffled first; the last are tested on otherwise.</param>
    /// <param name="stratify">Whether each class is shared out by itself.</param>
    /// <exception cref="ArgumentException">A size or the seed is out of range, or there are too few images.</exception>
    /// <example><code>var (train, validation) = cifar.TrainTestSplit(0.25, seed: 0);</code></example>
    public new (Dataset Train, Dataset Test) TrainTestSplit(double? testSize = null, double? trainSize = null, long seed = 0,
        bool shuffle = true, bool stratify = false)
    {
        var (train, test) = SplitNumbers(testSize, trainSize, seed, shuffle, stratify);
        return (Subset(train), Subset(test));
    }

    internal override int LabelOf(int sample) => Labels[sample];

    /// <summary>The images of these numbers, in their order, as a data set of their own.</summary>
    /// <param name="samples">Their numbers, in the order wanted.</param>
    public override Dataset Subset(IReadOnlyList<int> samples)
    {
        CheckSubset(samples);
        var pixels = ImageShape.Elements;
        var (images, labels) = (new byte[checked(samples.Count * pixels)], new byte[samples.Count]);
        for (var i = 0; i < samples.Count; i++)
        {
            Images.AsSpan(samples[i] * pixels, pixels).CopyTo(images.AsSpan(i * pixels));
            labels[i] = Labels[samples[i]];
        }
        return new(Name, ImageShape, images, labels, ClassNames, _range);
    }

    /// <inheritdoc/>
    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var pixels = ImageShape.Elements;
        Kernels.Pixels.ToFloats(Images.AsSpan(sample * pixels, pixels), _floats, batch.Input(0).Slice(at * pixels, pixels));
        if (batch.Target(0) is { IsEmpty: false } target) target[at] = Labels[sample];
    }
}
