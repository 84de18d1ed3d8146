using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>A source of known length whose samples can be asked for by number, in any order and by several threads at once: arrays, data sets, files in
/// folders. What can be had by number can be shuffled wholly, cut, chosen from, joined, cached and read ahead.</summary>
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
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public override SampleSource Slice(int start, int count)
    {
        CheckSlice(start, count);
        return new Chosen(this, count, i => start + i);
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

    public override int? Count => inner.Count;

    public override int? BatchSize => inner.BatchSize;

    public override bool Weighted => inner.Weighted;

    public override IReadOnlyList<Slot> Inputs => inner.Inputs;

    public override IReadOnlyList<Slot> Targets => inner.Targets;

    internal override bool KeepsOrder => inner.KeepsOrder;
}
