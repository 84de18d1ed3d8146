namespace Hornbill.Data;

/// <summary>Sources side by side: the inputs of some are inputs, those of the others targets.</summary>
sealed class Zipped : SampleSource
{
    readonly SampleSource[] _inputs, _targets;

    public Zipped(SampleSource[] inputs, SampleSource[] targets)
    {
        (_inputs, _targets) = (inputs, targets);
        (Inputs, Targets) = (Named("input", inputs), Named("target", targets));
        Count = inputs.Concat(targets).Min(s => s.Count);
    }

    public override int? Count { get; }

    public override int? BatchSize => _inputs[0].BatchSize;

    internal override string Made =>
        $"{string.Join(" and ", _inputs.Select(s => s.Made))} with {string.Join(" and ", _targets.Select(s => s.Made))}";

    internal override uint? Checksum() =>
        _inputs.Concat(_targets).Aggregate((uint?)0, (sum, s) =>
            sum is { } so && s.Checksum() is { } own ? uint.RotateLeft(so, 1) ^ own : null);

    public override bool Weighted => _inputs.Any(s => s.Weighted);

    public override IReadOnlyList<Slot> Inputs { get; }

    public override IReadOnlyList<Slot> Targets { get; }

    internal override bool KeepsOrder => _inputs.Concat(_targets).Any(s => s.KeepsOrder);

    public static Slot[] Named(string word, IEnumerable<BatchSource> sources)
    {
        Slot[] all = [.. sources.SelectMany(s => s.Inputs)];
        return [.. all.Select((s, i) => s with { Name = all.Length == 1 ? word : $"{word}_{i}" })];
    }

    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        Read(_inputs, new Part(batch, targets: false), sample, request, at);
        if (_targets.Length > 0 && !batch.Target(0).IsEmpty) Read(_targets, new Part(batch, targets: true), sample, request, at);
    }

    static void Read(SampleSource[] sources, Part part, int sample, in BatchRequest request, int at)
    {
        foreach (var s in sources)
        {
            s.Read(sample, request, part, at);
            part.First += s.Inputs.Count;
        }
    }

    /// <summary>The buffers of one of the sources: its inputs are inputs or targets of the whole, from the first on. Its own targets nobody
    /// asks for.</summary>
    sealed class Part(Batch all, bool targets) : Batch
    {
        public int First { get; set; }

        public override Span<float> Input(int index) => targets ? all.Target(First + index) : all.Input(First + index);

        public override Span<float> Target(int index) => default;

        public override Span<float> SampleWeights => targets ? default : all.SampleWeights;
    }
}
