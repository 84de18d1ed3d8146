using System.Collections.Concurrent;
using Hornbill.Kernels;

namespace Hornbill.Data;

/// <summary>The samples of another source with their images changed by a generator.</summary>
sealed class Flowed(ImageDataGenerator generator, SampleSource inner, int batchSize, bool shuffle, ulong? seed) : Passing(inner)
{
    readonly ConcurrentBag<OwnBatch> _free = [];
    readonly bool _neutral = generator.Neutral;

    public override int? BatchSize => batchSize;

    protected override string Change => _neutral ? $"in batches of {batchSize}"
        : $"in batches of {batchSize}, changed by {generator.Made}{Seeded(seed)}";

    internal override bool KeepsOrder => !shuffle || Inner.KeepsOrder;

    public override int Read(in BatchRequest request, Batch batch) => base.Read(request with { Seed = seed ?? request.Seed }, batch);

    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        Inner.Read(sample, request, batch, at);
        if (_neutral) return;
        var shape = Inputs[0].Shape;
        var image = batch.Input(0).Slice(at * shape.Elements, shape.Elements);
        var before = _free.TryTake(out var kept) ? kept : new(Inner, 1);
        image.CopyTo(before.Input(0));
        generator.Apply(generator.Draw(new(seed ?? request.Seed, Purpose.Generator, (uint)request.Epoch, (uint)sample), shape), shape,
            before.Input(0), image);
        generator.Standardize(image, shape);
        _free.Add(before);
    }

    internal override int LabelOf(int sample) => Inner.LabelOf(sample);
}
