namespace Hornbill.Data;

/// <summary>Batches read ahead on threads of the pool. What comes next is guessed from what was asked for; where something else is, what
/// was read is thrown away, so that the batches are always those of the source.</summary>
sealed class Prefetched(BatchSource inner, int batches, int threads) : BatchSource
{
    /// <summary>A batch that is being read, or has been.</summary>
    sealed class Ahead(BatchRequest request, OwnBatch buffer)
    {
        public BatchRequest Request => request;

        public OwnBatch Buffer => buffer;

        public Task<int> Samples { get; set; } = Task.FromResult(0);

        public volatile bool Unwanted;
    }

    // What is known of a source of unknown length is read by one thread.
    readonly Task[] _threads = [.. Enumerable.Repeat(Task.CompletedTask, inner.Seeks ? threads : 1)];
    readonly object _gate = new();
    readonly Queue<Ahead> _ahead = new();
    readonly Stack<OwnBatch> _free = new();
    BatchRequest _next;
    int _turn;

    public override int? Count => inner.Count;

    public override int? BatchSize => inner.BatchSize;

    public override bool Weighted => inner.Weighted;

    // The samples are the source's, whenever they are read.
    internal override string Made => inner.Made;

    internal override uint? Checksum() => inner.Checksum();

    public override IReadOnlyList<Slot> Inputs => inner.Inputs;

    public override IReadOnlyList<Slot> Targets => inner.Targets;

    internal override bool Seeks => inner.Seeks;

    internal override bool NeverEnds => inner.NeverEnds;

    internal override SampleSource? Samples => inner.Samples;

    public override BatchSource Slice(int start, int count) => inner.Slice(start, count).Prefetch(batches, threads);

    public override int Read(in BatchRequest request, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (inner.Count is { } n && (long)request.Index * request.Size >= n) return 0;
        lock (_gate)
        {
            if (!_ahead.TryPeek(out var first) || first.Request != request) Restart(request);
            ReadAhead();
            first = _ahead.Dequeue();
            var samples = Await(first);
            first.Buffer.CopyTo(batch, 0, samples, 0);
            _free.Push(first.Buffer);
            ReadAhead();
            return samples;
        }
    }

    int Await(Ahead first)
    {
        try
        {
            return first.Samples.GetAwaiter().GetResult();
        }
        catch
        {
            Restart(first.Request); // asked again, it is read again
            throw;
        }
    }

    void Restart(in BatchRequest request)
    {
        foreach (var ahead in _ahead) ahead.Unwanted = true;
        _ahead.Clear();
        if (_free.TryPeek(out var buffer) && buffer.Size != request.Size) _free.Clear();
        _next = request;
    }

    void ReadAhead()
    {
        while (_ahead.Count < batches)
        {
            var ahead = new Ahead(_next, _free.TryPop(out var buffer) ? buffer : new(inner, _next.Size));
            ref var thread = ref _threads[_turn++ % _threads.Length];
            thread = ahead.Samples = thread.ContinueWith(_ =>
                Read(ahead), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _ahead.Enqueue(ahead);
            _next = After(_next);
        }
    }

    int Read(Ahead ahead)
    {
        if (ahead.Unwanted) return 0;
        ahead.Buffer.Clear();
        return inner.Read(ahead.Request, ahead.Buffer);
    }

    // After the last batch of a pass the next pass, in training; validation begins with the first again.
    BatchRequest After(in BatchRequest request) =>
        inner.Count is { } n && ((long)request.Index + 1) * request.Size >= n
            ? request with { Epoch = request.Epoch + (request.Shuffle ? 1 : 0), Index = 0 }
            : request with { Index = request.Index + 1 };
}
