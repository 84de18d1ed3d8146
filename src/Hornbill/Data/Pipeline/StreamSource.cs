namespace Hornbill.Data;

/// <summary>Batches that come one after the other, of which it is not known how many there are. What is read is at most one of them; what
/// does not fit comes next. Asked for another than the next, it begins the pass anew and leaves out those before.</summary>
sealed class StreamSource : BatchSource
{
    readonly BatchSource _like;
    readonly Func<BatchRequest, IEnumerable<ArrayData>> _pass;
    readonly object _gate = new();
    readonly bool _weighted;
    IEnumerator<ArrayData>? _batches, _begun;
    BatchRequest _next;
    ArrayData? _batch;
    int _read;

    /// <summary>With the shapes of another source.</summary>
    /// <param name="like">Whose shapes it has.</param>
    /// <param name="batchSize">Samples in a batch, where it says so.</param>
    /// <param name="pass">The batches of a pass.</param>
    /// <param name="made">What is done to which source.</param>
    /// <param name="endless">Whether a pass never ends.</param>
    public StreamSource(BatchSource like, int? batchSize, Func<BatchRequest, IEnumerable<ArrayData>> pass, string made,
        bool endless = false)
    {
        Made = made;
        (_like, Inputs, Targets, BatchSize, _pass, _weighted, NeverEnds) =
            (like, like.Inputs, like.Targets, batchSize, pass, like.Weighted, endless);
    }

    /// <summary>Batches from outside: the first one tells the shapes and the size, and is the first of the first pass.</summary>
    public static StreamSource Of(IEnumerable<ArrayData> batches)
    {
        var begun = batches.GetEnumerator();
        if (!begun.MoveNext()) throw new ArgumentException(
            "A source got no batches but needs at least one, from which it takes the shapes. Check what yields them.");
        var source = new StreamSource(begun.Current, begun.Current.Count, _ => batches, "batches");
        source._begun = Rest(begun).Select(source.Checked).GetEnumerator();
        return source;
    }

    public override int? Count => null;

    public override int? BatchSize { get; }

    public override bool Weighted => _weighted;

    internal override string Made { get; }

    public override IReadOnlyList<Slot> Inputs { get; }

    public override IReadOnlyList<Slot> Targets { get; }

    internal override bool NeverEnds { get; }

    public override int Read(in BatchRequest request, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_gate)
        {
            Seek(request);
            _next = request with { Index = request.Index + 1 };
            if (!Advance()) return 0;
            var count = Math.Min(request.Size, _batch!.Count!.Value - _read);
            for (var i = 0; i < count; i++) _batch.Read(_read + i, request, batch, i);
            _read += count;
            return count;
        }
    }

    internal override ArrayData Example() => _like.Example();

    internal override IEnumerable<ArrayData> Pass(BatchRequest request) => _pass(request).Select(Checked);

    void Seek(in BatchRequest request)
    {
        if (_batches is not null && request.Index > 0 && request == _next) return;
        _batches?.Dispose();
        (_batches, _begun) = (_begun ?? Pass(request with { Index = 0 }).GetEnumerator(), null);
        (_batch, _read) = (null, 0);
        for (var i = 0; i < request.Index && Advance(); i++) _read += Math.Min(request.Size, _batch!.Count!.Value - _read);
    }

    // Whether there is something left to read.
    bool Advance()
    {
        if (_batch is not null && _read < _batch.Count) return true;
        try
        {
            (_batch, _read) = (_batches!.MoveNext() ? _batches.Current : null, 0);
        }
        catch
        {
            _batches!.Dispose();
            _batches = null; // the next begins anew
            throw;
        }
        return _batch is not null;
    }

    ArrayData Checked(ArrayData batch) =>
        batch.Inputs.Concat(batch.Targets).Select(s => s.Shape).SequenceEqual(Inputs.Concat(Targets).Select(s => s.Shape))
            ? batch
            : throw new ArgumentException(
                $"A batch came with samples of {string.Join(", ", batch.Inputs.Concat(batch.Targets).Select(s => s.Shape))} but the " +
                $"first one had " +
                $"{string.Join(", ", Inputs.Concat(Targets).Select(s => s.Shape))}. Give all the same shapes.");

    // The one that has been read already, and what follows.
    static IEnumerable<ArrayData> Rest(IEnumerator<ArrayData> begun)
    {
        using (begun)
            do yield return begun.Current;
            while (begun.MoveNext());
    }
}
