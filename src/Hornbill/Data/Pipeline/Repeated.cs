namespace Hornbill.Data;

/// <summary>Several passes as one: in each the source is in another epoch.</summary>
sealed class Repeated(SampleSource inner, int times) : Passing(inner)
{
    readonly int _count = inner.Count!.Value;

    public override int? Count => _count * times;

    protected override string Change => $"{times} times";

    public override void Read(int sample, in BatchRequest request, Batch batch, int at) =>
        Inner.Read(sample % _count, request with { Epoch = (request.Epoch * times) + (sample / _count) }, batch, at);
}

/// <summary>One pass after the other without end, each shuffled anew where Fit asks for it. Any batch can still be asked for.</summary>
sealed class Endless(SampleSource inner) : BatchSource
{
    public override int? Count => null;

    public override int? BatchSize => inner.BatchSize;

    public override bool Weighted => inner.Weighted;

    internal override string Made => $"{inner.Made}, without end";

    internal override uint? Checksum() => inner.Checksum();

    public override IReadOnlyList<Slot> Inputs => inner.Inputs;

    public override IReadOnlyList<Slot> Targets => inner.Targets;

    internal override bool Seeks => true;

    internal override bool NeverEnds => true;

    public override int Read(in BatchRequest request, Batch batch)
    {
        var count = inner.Count!.Value;
        if (count == 0) return 0;
        for (var i = 0; i < request.Size; i++)
        {
            var at = ((long)request.Index * request.Size) + i;
            var pass = request with
            {
                Epoch = (int)(at / count),
                Index = (int)(at % count),
                Size = 1,
                Shuffle = request.Shuffle
                && !inner.KeepsOrder
            };
            inner.Read(inner.Order(pass)[0], pass, batch, i);
        }
        return request.Size;
    }
}
