using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Which sample it is, for changes that depend on it.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Epoch">The pass over the data, from 0.</param>
/// <param name="Sample">The sample's number, from 0.</param>
public readonly record struct SampleInfo(ulong Seed, int Epoch, int Sample)
{
    /// <summary>Random numbers of this sample in this epoch: the same each time, whichever thread asks.</summary>
    public Random Random()
    {
        new Kernels.Philox(Seed, Kernels.Purpose.Augment, (uint)Epoch, (uint)Sample).Next(0, out var word, out _, out _, out _);
        return new((int)(word >> 1));
    }
}

// In the words of tf.data. Each gives a new source that reads from this one; nothing is read before it is asked for.
public abstract partial class BatchSource
{
    /// <summary>Batches of this size, whatever Fit would take by default.</summary>
    /// <param name="size">Samples in a batch.</param>
    /// <param name="dropRemainder">Whether the last batch is left out where it is not full.</param>
    /// <exception cref="ArgumentException">The size is below 1.</exception>
    /// <example><code>model.Fit(data.Shuffle(1000).Batch(64).Prefetch(2), epochs: 5);</code></example>
    public BatchSource Batch(int size, bool dropRemainder = false)
    {
        Need(size, 1, nameof(Batch), "samples in a batch");
        return Samples is { } samples ? new Batched(samples, size, dropRemainder)
            : new StreamSource(this, size, r => Streams.Batch(Pass(r), size, dropRemainder),
            $"{Made}, in batches of {size}{(dropRemainder ? ", full ones" : "")}");
    }

    /// <summary>Another order in each epoch, a function of seed and epoch: from a buffer of so many samples one is drawn at a time, and the
    /// next takes its place. A buffer of all samples shuffles wholly. Fit then shuffles no more.</summary>
    /// <param name="bufferSize">Samples in the buffer; all by default where their number is known.</param>
    /// <param name="seed">Of the order; the run's by default.</param>
    /// <param name="reshuffleEachIteration">Whether each epoch has an order of its own.</param>
    /// <exception cref="ArgumentException">The buffer is below 1, or it is not given and the number of samples is not known.</exception>
    public BatchSource Shuffle(int? bufferSize = null, ulong? seed = null, bool reshuffleEachIteration = true)
    {
        var size = bufferSize ?? Count ?? throw new ArgumentException(
            $"Shuffle got no buffer size, but a {GetType().Name} does not know how many samples it has. Give one, such as 1000.");
        Need(size, 1, nameof(Shuffle), "samples in its buffer");
        return Samples is { } samples
            ? new Shuffled(samples, size, seed, reshuffleEachIteration)
            : new StreamSource(this, BatchSize, r =>
                Streams.Shuffle(Pass(r), size, BatchOrder.Numbers(seed ?? r.Seed, reshuffleEachIteration ? r.Epoch : 0), r.Size),
                               $"{Made}, shuffled by " +
                               $"{size}{(seed is { } own ? $", seed {own}" : "")}{(reshuffleEachIteration ? "" : ", once")}");
    }

    /// <summary>Each sample changed by a function of its input: f(x).</summary>
    /// <remarks>Functions are called on other threads where the source is read ahead, for several samples at once.</remarks>
    /// <param name="input">From a sample's input, such as (28, 28, 1), to what it becomes; all results have one shape.</param>
    /// <exception cref="ArgumentException">The source has several inputs.</exception>
    /// <example><code>data.Map(x => ImageOps.Resize(x, 32, 32))</code></example>
    public BatchSource Map(Func<Tensor, Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        NeedOne(Inputs, "input");
        return Map((x, y, _) => ([input(x[0])], y));
    }

    /// <summary>Each sample changed by a function of its input and target: f(x, y).</summary>
    /// <param name="both">From a sample's input and target to what they become.</param>
    /// <exception cref="ArgumentException">The source has several inputs, or not one target.</exception>
    public BatchSource Map(Func<Tensor, Tensor, (Tensor X, Tensor Y)> both)
    {
        ArgumentNullException.ThrowIfNull(both);
        NeedOne(Inputs, "input");
        NeedOne(Targets, "target");
        return Map((x, y, _) => both(x[0], y[0]) is var (a, b) ? ([a], [b]) : default);
    }

    /// <summary>Each sample changed by a function of all its inputs and targets, and of which sample it is in which epoch, from which
    /// random numbers come.</summary>
    /// <param name="all">From inputs, targets and <see cref="SampleInfo"/> to the inputs and targets that they become.</param>
    /// <example><code>data.Map((x, y, info) => ([ImageOps.Rotate(x[0], (info.Random().NextDouble() * 20) - 10)], y))</code></example>
    public BatchSource Map(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>, SampleInfo,
        (IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Targets)> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        return Samples is { } samples ? new Mapped(samples, all)
            : new StreamSource(Streams.Map([Example()], all, default).First(), BatchSize, r =>
            Streams.Map(Pass(r), all, r), $"{Made}, mapped");
    }

    /// <summary>Keeps all samples in memory once they have been read. What was random before it stays as it was in the first
    /// epoch.</summary>
    public BatchSource Cache() => Samples is { } samples ? new Cached(samples) : Streams.Cache(this);

    /// <summary>Reads batches ahead on other threads while the model computes. An exception there is thrown in Fit, as it is.</summary>
    /// <param name="batches">How many batches ahead, each in memory of its own.</param>
    /// <param name="threads">How many are read at once, where the number of samples is known; 1 otherwise.</param>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public BatchSource Prefetch(int batches = 2, int threads = 1)
    {
        Need(batches, 1, nameof(Prefetch), "batches");
        Need(threads, 1, nameof(Prefetch), "threads");
        return new Prefetched(this, batches, Math.Min(batches, threads));
    }

    /// <summary>The samples of this source and then those of another with the same shapes.</summary>
    /// <param name="other">What comes after.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public BatchSource Concatenate(BatchSource other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Inputs.Concat(Targets).Select(s => s.Shape).SequenceEqual(other.Inputs.Concat(other.Targets).Select(s => s.Shape)))
            throw new ArgumentException(
                $"Concatenate got samples of {Told(other)} but this source has {Told(this)}. Make them alike, by Map for example.");
        return (Samples, other.Samples) is ({ } a, { } b) ? new Concatenated(a, b)
            : new StreamSource(this, BatchSize, r => Pass(r).Concat(other.Pass(r)), $"{Made}, then {other.Made}");

        static string Told(BatchSource s) => string.Join(", ", s.Inputs.Select(i => $"{i.Shape}")) + " with targets "
            + string.Join(", ", s.Targets.Select(t => $"{t.Shape}"));
    }

    /// <summary>The first samples (all, where there are fewer).</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    public virtual BatchSource Take(int count)
    {
        Need(count, 0, nameof(Take), "samples");
        return Samples is { } samples
            ? new Chosen(samples, Math.Min(count, samples.Count!.Value), i => i)
            : new StreamSource(this, BatchSize, r => Streams.Take(Pass(r), count), $"{Made}, the first {count}");
    }

    /// <summary>All but the first samples.</summary>
    /// <param name="count">How many are left out.</param>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    public virtual BatchSource Skip(int count)
    {
        Need(count, 0, nameof(Skip), "samples");
        return Samples is { } samples
            ? new Chosen(samples, Math.Max(0, samples.Count!.Value - count), i => count + i)
            : new StreamSource(this, BatchSize, r => Streams.Skip(Pass(r), count), $"{Made}, without the first {count}");
    }

    /// <summary>The samples of these numbers, in their order.</summary>
    /// <param name="samples">Numbers from 0, such as those that a split gives.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the samples cannot be had by number.</exception>
    public virtual BatchSource Subset(IReadOnlyList<int> samples)
    {
        CheckSubset(samples);
        int[] own = [.. samples];
        return new Chosen(Samples!, own.Length, i => own[i]);
    }

    /// <summary>So many passes as one, each in an order of its own; without end where none is given: Fit then needs its steps per
    /// epoch.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public BatchSource Repeat(int? count = null)
    {
        if (count is { } times) Need(times, 1, nameof(Repeat), "passes");
        return Samples is { } samples
            ? count is { } n && (long)n * samples.Count!.Value <= int.MaxValue ? new Repeated(samples, n) : new Endless(samples)
            : new StreamSource(this, BatchSize, r =>
                Streams.Repeat(Pass, r, count), $"{Made}, {(count is not null ? $"{count} times" : "without end")}",
                endless: count is null);
    }

    /// <summary>This source's inputs with those of another as their targets: images here, labels there. It is as long as the shorter
    /// one.</summary>
    /// <param name="targets">The targets, as the inputs of a source.</param>
    /// <example><code>new ArrayData(images).Zip(new ArrayData(labels))</code></example>
    public BatchSource Zip(BatchSource targets) => Zip([this], [targets]);

    /// <summary>The inputs of several sources side by side, with those of others as targets. It is as long as the shortest one.</summary>
    /// <param name="inputs">Sources whose inputs are a sample's inputs.</param>
    /// <param name="targets">Sources whose inputs are a sample's targets.</param>
    /// <exception cref="ArgumentException">There are no inputs, or the samples of a source cannot be had by number.</exception>
    public static BatchSource Zip(IReadOnlyList<BatchSource> inputs, IReadOnlyList<BatchSource> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Count == 0) throw new ArgumentException("Zip got no inputs but needs at least one. Give the source of the samples.");
        return inputs.Concat(targets).All(s => s.Samples is not null)
            ? new Zipped([.. inputs.Select(s => s.Samples!)], [.. targets.Select(s => s.Samples!)])
            : new StreamSource(Streams.Zipped(inputs, targets), inputs[0].BatchSize, r =>
                Streams.Zip(inputs, targets, r), string.Join(" with ", inputs.Concat(targets).Select(s => s.Made)));
    }

    /// <summary>Batches as they come, such as from a function that yields them: a step of Fit takes one. Every pass begins anew.</summary>
    /// <param name="batches">Inputs (n, …) and targets (n, …) or (n,), of the same shapes but for n. The first is read at once.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    /// <example><code>
    /// IEnumerable&lt;(Tensor, Tensor)&gt; Batches() { while (camera.Read() is { } shot) yield return shot; }
    /// model.Fit(BatchSource.From(Batches()), epochs: 3, stepsPerEpoch: 100);
    /// </code></example>
    public static BatchSource From(IEnumerable<(Tensor X, Tensor Y)> batches) => From(batches.Select(b => new ArrayData(b.X, b.Y)));

    /// <summary>Batches with several inputs, targets or weights as they come: a step of Fit takes one. Every pass begins anew.</summary>
    /// <param name="batches">Of the same shapes but for the number of samples. The first is read at once.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static BatchSource From(IEnumerable<ArrayData> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return StreamSource.Of(batches);
    }

    /// <summary>Batches as they come from elsewhere, awaited one at a time on the thread that reads.</summary>
    /// <param name="batches">Inputs (n, …) and targets (n, …) or (n,), of the same shapes but for n. The first is awaited at once.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static BatchSource From(IAsyncEnumerable<(Tensor X, Tensor Y)> batches) => From(Streams.Blocking(batches));

    /// <summary>Batches with several inputs, targets or weights as they come from elsewhere.</summary>
    /// <param name="batches">Of the same shapes but for the number of samples. The first is awaited at once.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static BatchSource From(IAsyncEnumerable<ArrayData> batches) => From(Streams.Blocking(batches));

    /// <summary>A sample, to learn from what becomes of it.</summary>
    internal virtual ArrayData Example()
    {
        var one = new OwnBatch(this, 1);
        return Read(new(0, 0, 1, false, 0), one) == 1
            ? one.ToArrays(1, Weighted)
            : throw new ArgumentException($"A {GetType().Name} has no samples but at least one is needed. Check how the data were loaded.");
    }

    /// <summary>One pass over the samples, in batches of the size asked for.</summary>
    internal virtual IEnumerable<ArrayData> Pass(BatchRequest request)
    {
        var buffer = new OwnBatch(this, request.Size);
        for (var i = 0; ; i++)
        {
            buffer.Clear();
            var count = Read(request with { Index = i }, buffer);
            if (count == 0) yield break;
            yield return buffer.ToArrays(count, Weighted);
        }
    }

    /// <summary>Throws where there are no samples of these numbers.</summary>
    private protected void CheckSubset(IReadOnlyList<int> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (Samples is null)
            throw new ArgumentException(
                $"Subset was asked of a {GetType().Name}, whose samples come one after the other, but they must be had by number. " +
                                        "Use Take and Skip, or an ArrayData.");
        foreach (var i in samples)
            if ((uint)i >= (uint)Count!.Value)
                throw new ArgumentException(
                    $"Subset got the number {i} but the source has {Count} samples, counted from 0. Give numbers below that.", nameof(samples));
    }

    /// <summary>Throws where all of a source without end would be read.</summary>
    internal void CheckEnds(string word, string steps, double? given)
    {
        if (NeverEnds && given is null)
            throw new ArgumentException(
                $"{word} got data that repeat without end, but no number of steps. Give {steps}, or the passes to Repeat.");
    }

    static void Need(int number, int least, string word, string what)
    {
        if (number < least) throw new ArgumentException($"{word} got {number} {what} but needs at least {least}. Give such a number.");
    }

    void NeedOne(IReadOnlyList<Slot> slots, string what)
    {
        if (slots.Count != 1)
            throw new ArgumentException(
                $"Map got a function of one {what} but a {GetType().Name} has {slots.Count}. Give a function of all inputs and targets: " +
                $"(x, y, info) => (x, y).");
    }
}
