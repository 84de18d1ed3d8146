namespace Hornbill.Data;

/// <summary>Two sources one after the other.</summary>
sealed class Concatenated(SampleSource inner, SampleSource second) : Passing(inner)
{
    readonly int _first = inner.Count!.Value;

    public override int? Count { get; } = checked(inner.Count!.Value + second.Count!.Value);

    public override bool Weighted => Inner.Weighted || second.Weighted;

    protected override string Change => $"then {second.Made}";

    internal override uint? Checksum() => (Inner.Checksum(), second.Checksum()) is ({ } a, { } b) ? a ^ uint.RotateLeft(b, 1) : null;

    internal override bool KeepsOrder => Inner.KeepsOrder || second.KeepsOrder;

    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        if (sample < _first) Inner.Read(sample, request, batch, at);
        else second.Read(sample - _first, request, batch, at);
    }
}
