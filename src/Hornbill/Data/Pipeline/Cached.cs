namespace Hornbill.Data;

/// <summary>Samples that stay in memory once they have been read, as they are in the first epoch: so it does not matter when that
/// was.</summary>
sealed class Cached(SampleSource inner) : Passing(inner)
{
    readonly OwnBatch?[] _kept = new OwnBatch?[inner.Count!.Value];

    protected override string Change => "cached";

    public override void Read(int sample, in BatchRequest request, Batch batch, int at) =>
        (_kept[sample] ??= Inner.Single(sample, request with { Epoch = 0 })).CopyTo(batch, 0, 1, at);
}
