using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>What <c>Fit</c>, <c>Evaluate</c> and <c>Predict</c> read from: something that fills buffers with the samples of one batch.
/// Arrays and data sets are sources; a generator or a folder of files can be one.</summary>
public abstract partial class BatchSource
{
    /// <summary>Number of samples, or null where it is not known before the end.</summary>
    public abstract int? Count { get; }

    /// <summary>Samples in a batch where the source itself says so: by <see cref="Batch(int, bool)"/>, a generator, or the batches it is
    /// made of. Fit then takes no other. Null where Fit's argument decides.</summary>
    public virtual int? BatchSize => null;

    /// <summary>Whether it may write sample weights.</summary>
    public virtual bool Weighted => false;

    /// <summary>The shape of one sample of each input, by name; a single input's name is <c>input</c>.</summary>
    public abstract IReadOnlyList<Slot> Inputs { get; }

    /// <summary>The shape of one sample of each target, by name; a single target's name is <c>target</c>. Empty where there are none.
    /// A class index has the shape (1,).</summary>
    public abstract IReadOnlyList<Slot> Targets { get; }

    /// <summary>Fills <paramref name="batch"/> with the samples of the batch asked for and returns how many it wrote: fewer than
    /// <see cref="BatchRequest.Size"/> for the last one, 0 after it.</summary>
    /// <remarks>Where <see cref="Count"/> is known, what is written is a function of the request: any batch of any epoch may be asked for,
    /// by several threads at once, each with buffers of its own. Where it is not known, batches are asked for by one thread in rising
    /// order, and index 0 begins a pass anew.</remarks>
    /// <param name="request">Which batch.</param>
    /// <param name="batch">The buffers to fill.</param>
    public abstract int Read(in BatchRequest request, Batch batch);

    /// <summary>Samples and targets as a source: <c>validationData: (x, y)</c>.</summary>
    /// <param name="data">Samples (n, …), and targets (n, …) or class indices (n,).</param>
    /// <exception cref="ArgumentException">The numbers of samples differ, there are none, or a value is not a number.</exception>
    public static implicit operator BatchSource((Tensor X, Tensor Y) data) => new ArrayData(data.X, data.Y);

    /// <summary>Samples <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> as a source of their own.</summary>
    /// <param name="start">The first sample, from 0.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="NotSupportedException">The source cannot be cut.</exception>
    public virtual BatchSource Slice(int start, int count) =>
        throw new NotSupportedException($"A {GetType().Name} cannot be cut into parts, but a validation split needs that. " +
                                        "Pass the validation data as a source of its own.");

    /// <summary>The shapes of one sample's weights by target, where each has weights of its own or each place of it, as the pixels of an
    /// image: (1,), or the target's places. Null where a sample has one weight.</summary>
    public virtual IReadOnlyList<Shape>? WeightShapes => null;

    /// <summary>Whether any batch may be asked for without those before it.</summary>
    internal virtual bool Seeks => Count is not null;

    /// <summary>Whether it never ends.</summary>
    internal virtual bool NeverEnds => false;

    /// <summary>The same samples by their number, where they can be had so.</summary>
    internal virtual SampleSource? Samples => this as SampleSource;

    /// <summary>What it is, and what was done to what it is made of, as far as that can be told: a checkpoint knows its data by
    /// it.</summary>
    internal virtual string Made => GetType().Name;

    /// <summary>A sum of all samples and targets, where they can be read without much ado, or of the first; null where not even that can
    /// be. A checkpoint knows its data by it.</summary>
    internal virtual uint? Checksum()
    {
        if (!Seeks || Count is null) return null;
        var batch = new OwnBatch(this, BatchSize ?? 1);
        Read(new(0, 0, batch.Size, false, 0), batch);
        var sum = 0u;
        for (var i = 0; i < Inputs.Count; i++) sum = Crc32C.Append(sum, LittleEndian.Bytes(batch.Input(i).ToArray()));
        for (var i = 0; i < Targets.Count; i++) sum = Crc32C.Append(sum, LittleEndian.Bytes(batch.Target(i).ToArray()));
        return sum;
    }

    /// <summary>Throws where there are no such samples.</summary>
    private protected void CheckSlice(int start, int count)
    {
        if (start < 0 || count < 0 || (long)start + count > Count)
            throw new ArgumentOutOfRangeException(nameof(count),
                $"{count} samples from {start} on were asked for, but the source has {Count}. " +
                                                                 "Choose a part that lies within it.");
    }
}

/// <summary>One named input or target of a source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The shape of one sample.</param>
public readonly record struct Slot(string Name, Shape Shape);

/// <summary>Which batch is wanted.</summary>
/// <param name="Epoch">Pass over the data, from 0; it counts on from one Fit of a model to its next.</param>
/// <param name="Index">Batch within the epoch, from 0.</param>
/// <param name="Size">Samples in a full batch.</param>
/// <param name="Shuffle">Whether the epoch's order is a permutation drawn from the seed and the epoch.</param>
/// <param name="Seed">The run's seed.</param>
public readonly record struct BatchRequest(int Epoch, int Index, int Size, bool Shuffle, ulong Seed);

/// <summary>The buffers that one batch is written into: one for each input and each target, samples one after the other without gaps, and
/// a weight for each sample, which is 1 unless the source writes another.</summary>
public abstract class Batch
{
    /// <summary>The buffer of input <paramref name="index"/>: batch size × its shape's elements.</summary>
    /// <param name="index">Which input, from 0.</param>
    public abstract Span<float> Input(int index);

    /// <summary>The buffer of target <paramref name="index"/>: batch size × its shape's elements; empty where nobody asks for
    /// targets.</summary>
    /// <param name="index">Which target, from 0.</param>
    public abstract Span<float> Target(int index);

    /// <summary>One weight per sample, 1 beforehand; empty where nobody asks for them.</summary>
    public abstract Span<float> SampleWeights { get; }

    /// <summary>The weights of target <paramref name="target"/>, 1 beforehand, where a source says by
    /// <see cref="BatchSource.WeightShapes"/> that each has its own: batch size × its shape's elements. Otherwise the weights of the
    /// samples.</summary>
    /// <param name="target">From 0, in the order of the model's outputs.</param>
    public virtual Span<float> SampleWeightsOf(int target) => SampleWeights;

    /// <summary>Whether it takes weights of each target's own.</summary>
    internal virtual bool WeighsTargets => false;
}
