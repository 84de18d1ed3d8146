using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Data;

using SampleMap = Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>, SampleInfo,
    (IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Targets)>;

/// <summary>What is done with batches that come one after the other.</summary>
static class Streams
{
    /// <summary>One sample of a batch that has come.</summary>
    readonly record struct Row(ArrayData Batch, int Index);

    public static IEnumerable<ArrayData> Batch(IEnumerable<ArrayData> pass, int size, bool dropRemainder) =>
        Rows(pass).Chunk(size).Where(rows => rows.Length == size || !dropRemainder).Select(Joined);

    public static IEnumerable<ArrayData> Shuffle(IEnumerable<ArrayData> pass, int buffer, Philox random, int size) =>
        BatchOrder.OfBuffer(Rows(pass), buffer, random).Chunk(size).Select(Joined);

    public static IEnumerable<ArrayData> Map(IEnumerable<ArrayData> pass, SampleMap map, BatchRequest request)
    {
        var before = 0;
        foreach (var batch in pass)
        {
            var first = before;
            var samples = Enumerable.Range(0, batch.Count!.Value)
                .Select(i => One(batch, i, map, new(request.Seed, request.Epoch, first + i))).ToArray();
            if (samples.FirstOrDefault(s => !Alike(s, samples[0])) is { } other)
                throw new ArgumentException(
                    $"Map's function made {Told(other)} of one sample but {Told(samples[0])} of the one before, and all must have one " +
                    $"shape. " +
                                            "Make them alike, by resizing for example.");
            yield return Joined([.. samples.Select(s => new Row(s, 0))]);
            before += batch.Count.Value;
        }
    }

    static bool Alike(ArrayData a, ArrayData b) =>
        a.Inputs.Concat(a.Targets).Select(s => s.Shape).SequenceEqual(b.Inputs.Concat(b.Targets).Select(s => s.Shape));

    static string Told(ArrayData data) => string.Join(", ", data.Inputs.Concat(data.Targets).Select(s => s.Shape));

    public static IEnumerable<ArrayData> Take(IEnumerable<ArrayData> pass, int count)
    {
        if (count == 0) yield break;
        foreach (var batch in pass)
        {
            yield return batch.Count <= count ? batch : batch.Slice(0, count);
            count -= Math.Min(count, batch.Count!.Value);
            if (count == 0) yield break;
        }
    }

    public static IEnumerable<ArrayData> Skip(IEnumerable<ArrayData> pass, int count)
    {
        foreach (var batch in pass)
        {
            var left = batch.Count!.Value - Math.Min(count, batch.Count.Value);
            count -= batch.Count.Value - left;
            if (left > 0) yield return batch.Slice(batch.Count.Value - left, left);
        }
    }

    public static IEnumerable<ArrayData> Repeat(Func<BatchRequest, IEnumerable<ArrayData>> pass, BatchRequest request, int? count)
    {
        for (var i = 0; count is null || i < count; i++)
        {
            var any = false;
            foreach (var batch in pass(request with { Epoch = (request.Epoch * (count ?? 0)) + i }))
            {
                any = true;
                yield return batch;
            }
            if (!any) yield break; // rather than for ever
        }
    }

    /// <summary>A source with the slots that zipped batches have.</summary>
    public static BatchSource Zipped(IReadOnlyList<BatchSource> inputs, IReadOnlyList<BatchSource> targets)
    {
        static Tensor[] Sample(IEnumerable<BatchSource> all) =>
            [.. all.SelectMany(s => s.Inputs).Select(i => new Tensor(i.Shape.Prepend(1)))];
        return ArrayData.Of(Sample(inputs), Sample(targets), inputs[0].Weighted ? new float[] { 1 } : null);
    }

    public static IEnumerable<ArrayData> Zip(IReadOnlyList<BatchSource> inputs, IReadOnlyList<BatchSource> targets, BatchRequest request)
    {
        BatchSource[] all = [.. inputs, .. targets];
        IEnumerator<Row>[] rows = [.. all.Select(s => Rows(s.Pass(request)).GetEnumerator())];
        try
        {
            for (List<ArrayData> side = []; ; side = [])
            {
                for (var n = 0; n < request.Size && rows.All(r => r.MoveNext()); n++)
                    side.Add(ArrayData.Of([.. rows.Take(inputs.Count).SelectMany(r => r.Current.Batch.InputsOf(r.Current.Index))],
                                          [.. rows.Skip(inputs.Count).SelectMany(r => r.Current.Batch.InputsOf(r.Current.Index))],
                                          inputs[0].Weighted ? (float[])[rows[0].Current.Batch.WeightOf(rows[0].Current.Index)] : null));
                if (side.Count == 0) yield break;
                yield return Joined([.. side.Select(s => new Row(s, 0))]);
            }
        }
        finally
        {
            foreach (var r in rows) r.Dispose();
        }
    }

    /// <summary>Keeps what a whole pass has read, and reads it from there afterwards.</summary>
    public static StreamSource Cache(BatchSource source)
    {
        IReadOnlyList<ArrayData>? kept = null;
        return new(source, source.BatchSize, request => kept ?? Pass(request), $"{source.Made}, cached");

        IEnumerable<ArrayData> Pass(BatchRequest request)
        {
            List<ArrayData> read = [];
            foreach (var batch in source.Pass(request with { Epoch = 0 }))
            {
                read.Add(batch);
                yield return batch;
            }
            kept = read;
        }
    }

    /// <summary>Waits for each batch where it is asked for.</summary>
    public static IEnumerable<T> Blocking<T>(IAsyncEnumerable<T> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var each = batches.GetAsyncEnumerator();
        try
        {
            // Off the caller's context, which may be a single thread that waits here.
            while (Task.Run(() => each.MoveNextAsync().AsTask()).GetAwaiter().GetResult()) yield return each.Current;
        }
        finally
        {
            Task.Run(() => each.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        }
    }

    static IEnumerable<Row> Rows(IEnumerable<ArrayData> pass) =>
        pass.SelectMany(b => Enumerable.Range(0, b.Count!.Value).Select(i => new Row(b, i)));

    static ArrayData One(ArrayData batch, int i, SampleMap map, SampleInfo info)
    {
        var one = batch.Single(i, new(info.Epoch, 0, 1, false, info.Seed));
        var (inputs, targets) = map(one.OneInput(), one.OneTarget(), info);
        static Tensor[] Batched(IReadOnlyList<Tensor> all) => [.. all.Select(t => t.Reshape(t.Shape.Prepend(1)))];
        return ArrayData.Of(Batched(inputs), Batched(targets), batch.Weighted ? new[] { one.SampleWeights[0] } : null);
    }

    static ArrayData Joined(Row[] rows)
    {
        var first = rows[0].Batch;
        var all = new OwnBatch(first, rows.Length);
        for (var i = 0; i < rows.Length; i++) rows[i].Batch.Read(rows[i].Index, default, all, i);
        return all.ToArrays(rows.Length, first.Weighted);
    }
}
