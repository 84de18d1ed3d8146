namespace Hornbill.Data;

/// <summary>A source that says how many samples make a batch, and may leave out what does not fill the last.</summary>
sealed class Batched(SampleSource inner, int size, bool dropRemainder) : Passing(inner)
{
    public override int? Count => dropRemainder ? Inner.Count / size * size : Inner.Count;

    public override int? BatchSize => size;

    protected override string Change => $"in batches of {size}{(dropRemainder ? ", full ones" : "")}";

    internal override int LabelOf(int sample) => Inner.LabelOf(sample);

    public override void Read(int sample, in BatchRequest request, Batch batch, int at) => Inner.Read(sample, request, batch, at);
}
