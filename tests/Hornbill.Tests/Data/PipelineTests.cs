using Hornbill.Data;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Data;

public class PipelineTests
{
    const int Count = 11;

    // Sample i is (i, -i) with target 100 + i and weight 1 + i.
    static ArrayData Numbers(int count = Count, bool weights = false, int first = 0)
    {
        var all = Enumerable.Range(first, count).Select(i => (float)i).ToArray();
        return new(new Tensor([count, 2], [.. all.SelectMany(i => (float[])[i, -i])]), new Tensor([count], [.. all.Select(i => 100 + i)]),
                   weights ? [.. all.Select(i => 1 + i)] : null);
    }

    // The same samples as batches of four that come one after the other.
    static BatchSource Stream(int count = Count, int size = 4)
    {
        IEnumerable<ArrayData> Batches()
        {
            for (var i = 0; i < count; i += size) yield return Numbers(count).Slice(i, Math.Min(size, count - i));
        }
        return BatchSource.From(Batches());
    }

    public static TheoryData<bool> KnownOrNot => [true, false];

    static BatchSource Source(bool known, int count = Count) => known ? Numbers(count) : Stream(count);

    static List<int> Read(BatchSource data, int size = 3, int epoch = 0, bool shuffle = false, ulong seed = 5) =>
        [.. ReadBatches(data, size, epoch, shuffle, seed).SelectMany(b => b)];

    // Checks that inputs, targets and weights belong together.
    static List<int[]> ReadBatches(BatchSource data, int size = 3, int epoch = 0, bool shuffle = false, ulong seed = 5)
    {
        var batch = new Buffers(data, size);
        List<int[]> read = [];
        for (var index = 0; ; index++)
        {
            batch.SampleWeights.Fill(1);
            var count = data.Read(new(epoch, index, size, shuffle, seed), batch);
            if (count == 0) return read;
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(-batch.Input(0)[2 * i], batch.Input(0)[(2 * i) + 1]);
                Assert.Equal(100 + batch.Input(0)[2 * i], batch.Target(0)[i]);
                Assert.Equal(data.Weighted ? 1 + batch.Input(0)[2 * i] : 1, batch.SampleWeights[i]);
            }
            read.Add([.. Enumerable.Range(0, count).Select(i => (int)batch.Input(0)[2 * i])]);
        }
    }

    static IEnumerable<int> To(int end, int from = 0) => Enumerable.Range(from, end - from);

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Take_and_skip_count_samples(bool known)
    {
        var data = Source(known);
        Assert.Equal(To(5), Read(data.Take(5)));
        Assert.Equal(To(Count), Read(data.Take(99)));
        Assert.Empty(Read(data.Take(0)));
        Assert.Equal(To(Count, 6), Read(data.Skip(6)));
        Assert.Equal(To(8, 3), Read(data.Skip(3).Take(5)));
        Assert.Empty(Read(data.Skip(99)));
        ThreeParts.Throws<ArgumentException>(() => data.Take(-1), "-1");
        ThreeParts.Throws<ArgumentException>(() => data.Skip(-1), "-1");
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Concatenate_puts_one_after_the_other(bool known)
    {
        var data = Source(known);
        Assert.Equal(To(Count).Concat(To(4, 2)), Read(data.Concatenate(data.Skip(2).Take(2))));
        ThreeParts.Throws<ArgumentException>(() => data.Concatenate(new ArrayData(new Tensor([3, 2]))), "(2,)");
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Batch_sets_the_size_and_may_drop_the_remainder(bool known)
    {
        var data = Source(known);
        Assert.Equal(5, data.Batch(5).BatchSize);
        Assert.Equal([5, 5, 1], ReadBatches(data.Batch(5), 5).Select(b => b.Length));
        Assert.Equal([5, 5], ReadBatches(data.Batch(5, dropRemainder: true), 5).Select(b => b.Length));
        Assert.Equal(To(10), Read(data.Batch(5, dropRemainder: true), 5));
        ThreeParts.Throws<ArgumentException>(() => data.Batch(0), "0 samples in a batch");
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Shuffle_draws_from_a_buffer(bool known)
    {
        var shuffled = Source(known, 200).Shuffle(10, seed: 3);
        var first = Read(shuffled);
        Assert.NotEqual(To(200), first);
        Assert.Equal(To(200), first.Order());
        // A sample comes out at the earliest when it has come in.
        Assert.All(first.Index(), p => Assert.True(p.Item <= p.Index + 10, $"{p}"));
        Assert.Equal(first, Read(shuffled));
        Assert.Equal(first, Read(shuffled, seed: 99));
        Assert.Equal(first, Read(shuffled, shuffle: true));
        Assert.NotEqual(first, Read(shuffled, epoch: 1));
        Assert.Equal(first, Read(Source(known, 200).Shuffle(10, 3, reshuffleEachIteration: false), epoch: 1));
        Assert.NotEqual(Read(Source(known, 200).Shuffle(10)), Read(Source(known, 200).Shuffle(10), seed: 6));
        Assert.Equal(To(200), Read(Source(known, 200).Shuffle(1)));
    }

    [Fact]
    public void A_stream_is_shuffled_as_arrays_are() =>
        Assert.Equal(Read(Numbers(200).Shuffle(10, 3)), Read(Stream(200).Shuffle(10, 3)));

    [Fact]
    public void Shuffling_without_a_buffer_takes_all_where_their_number_is_known()
    {
        Assert.Equal(To(Count), Read(Numbers().Shuffle()).Order());
        ThreeParts.Throws<ArgumentException>(() => Stream().Shuffle(), "buffer size");
        ThreeParts.Throws<ArgumentException>(() => Stream().Shuffle(0), "0 samples");
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Map_changes_samples_and_their_shape(bool known)
    {
        var data = Source(known).Map((x, y) => (new Tensor([3], [x.Data[0], x.Data[1], y.Data[0]]), y));
        Assert.Equal([3], data.Inputs[0].Shape);
        var batch = new Buffers(data, 4);
        Assert.Equal(3, data.Read(new(0, 2, 4, false, 0), batch));
        Assert.Equal([8, -8, 108, 9, -9, 109, 10, -10, 110], batch.Input(0)[..9]);
        Assert.Equal(To(Count), Read(Source(known).Map(x => x)));
        var random = Source(known).Map((x, y, info) => ([new Tensor([2], [info.Random().NextSingle(), info.Sample])], y));
        float[] Drawn(int epoch, int size) => [.. random.Pass(new(epoch, 0, size, false, 8)).SelectMany(b => b.InputsOf(0)[0].Data)];
        Assert.Equal(Drawn(0, 4), Drawn(0, 4));
        Assert.NotEqual(Drawn(0, 4), Drawn(1, 4));
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Map_tells_what_does_not_fit(bool known)
    {
        var uneven = Source(known).Map(x => x.Data[0] < 6 ? x : new Tensor([3]));
        Assert.Contains("(3,)", ThreeParts.Throws<ArgumentException>(() => Read(uneven)).Message, StringComparison.Ordinal);
        ThreeParts.Throws<ArgumentException>(() => new ArrayData(new Tensor([3, 2])).Map((x, y) => (x, y)), "has 0");
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Cache_reads_once_and_keeps_the_first_epoch(bool known)
    {
        var calls = 0;
        var data = Source(known).Map((x, y, info) =>
        {
            Interlocked.Increment(ref calls);
            Assert.Equal(0, info.Epoch);
            return (x, y);
        }).Cache();
        calls = 0;
        Assert.Equal(To(Count), Read(data, epoch: 4));
        Assert.Equal(To(Count), Read(data, size: 4, epoch: 0));
        Assert.Equal(Count, calls);
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void A_cache_that_was_left_in_the_middle_reads_again(bool known)
    {
        var data = Source(known).Cache();
        data.Read(new(0, 0, 3, false, 0), new Buffers(data, 3));
        Assert.Equal(To(Count), Read(data));
        Assert.Equal(To(Count), Read(data));
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Repeat_makes_passes_of_epochs_of_their_own(bool known)
    {
        Assert.Equal(To(Count).Concat(To(Count)), Read(Source(known).Repeat(2)));
        var shuffled = Read(Source(known).Shuffle(5).Repeat(2));
        Assert.Equal(To(Count), shuffled[..Count].Order());
        Assert.NotEqual(shuffled[..Count], shuffled[Count..]);
        ThreeParts.Throws<ArgumentException>(() => Source(known).Repeat(0), "0 passes");
        var endless = Source(known).Repeat();
        var batch = new Buffers(endless, 3);
        Assert.Null(endless.Count);
        for (var i = 0; i < 10; i++) Assert.InRange(endless.Read(new(0, i, 3, false, 1), batch), 1, 3);
    }

    [Fact]
    public void An_endless_source_of_known_samples_gives_any_batch()
    {
        var batch = new Buffers(Numbers(), 3);
        Numbers().Repeat().Read(new(0, 1000, 3, false, 1), batch);
        Assert.Equal((3000 % Count, 3001 % Count), ((int)batch.Input(0)[0], (int)batch.Input(0)[2]));
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Zip_joins_inputs_and_targets(bool known)
    {
        BatchSource labels = new ArrayData(new Tensor([7], [.. To(107, 100).Select(i => (float)i)]));
        Assert.Equal(To(7), Read(Source(known).Zip(labels)));
        var two = BatchSource.Zip([Source(known), Source(known).Skip(1)], [labels]);
        Assert.Equal(["input_0", "input_1"], two.Inputs.Select(s => s.Name));
        var batch = new Buffers(two, 4);
        Assert.Equal(4, two.Read(new(0, 0, 4, false, 0), batch));
        Assert.Equal([0, -0f, 1, -1, 2, -2, 3, -3], batch.Input(0)[..8]);
        Assert.Equal([1, -1, 2, -2, 3, -3, 4, -4], batch.Input(1)[..8]);
        Assert.Equal([100, 101, 102, 103], batch.Target(0)[..4]);
        ThreeParts.Throws<ArgumentException>(() => BatchSource.Zip([], [labels]), "no inputs");
    }

    [Fact]
    public void Subset_takes_numbers_in_their_order()
    {
        Assert.Equal([4, 2, 2, 10], Read(Numbers(weights: true).Subset([4, 2, 2, 10])));
        Assert.Equal([3], Read(Numbers().Skip(2).Subset([1])));
        ThreeParts.Throws<ArgumentException>(() => Numbers().Subset([11]), "11");
        ThreeParts.Throws<ArgumentException>(() => Stream().Subset([1]), "Subset");
    }

    [Fact]
    public void Weights_go_through_all_of_it()
    {
        var data = Numbers(40, weights: true).Shuffle(7).Map(x => x).Cache().Take(33).Skip(1).Concatenate(Numbers(3, true)).Repeat(2)
            .Batch(5).Prefetch(3, 2);
        Assert.True(data.Weighted);
        Assert.Equal(70, Read(data, 5).Count);
        Assert.Equal(70, Read(data, 5, shuffle: true).Count);
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void Reading_ahead_changes_nothing_but_the_time(bool known)
    {
        foreach (var (batches, threads) in (ValueTuple<int, int>[])[(1, 1), (2, 1), (5, 3)])
        {
            var (plain, ahead) = (Source(known, 50).Map(x => x), Source(known, 50).Map(x => x).Prefetch(batches, threads));
            for (var epoch = 0; epoch < 3; epoch++) Assert.Equal(Read(plain, 4, epoch, shuffle: true),
                Read(ahead, 4, epoch, shuffle: true));
            // Then something else than was to be expected.
            Assert.Equal(Read(plain, 4, 1, shuffle: false), Read(ahead, 4, 1, shuffle: false));
            Assert.Equal(Read(plain, 7, 9, shuffle: true), Read(ahead, 7, 9, shuffle: true));
        }
        ThreeParts.Throws<ArgumentException>(() => Source(known).Prefetch(0), "0 batches");
    }

    // Each batch waits for the other.
    [Fact]
    public void Several_batches_are_read_at_once() => Read(new Meeting(Numbers(6), new(2)).Prefetch(2, 2), 3);

    sealed class Meeting(SampleSource inner, Barrier both) : SampleSource
    {
        public override int? Count => inner.Count;

        public override IReadOnlyList<Slot> Inputs => inner.Inputs;

        public override IReadOnlyList<Slot> Targets => inner.Targets;

        public override int Read(in BatchRequest request, Batch batch)
        {
            both.SignalAndWait(TimeSpan.FromSeconds(30));
            return base.Read(request, batch);
        }

        public override void Read(int sample, in BatchRequest request, Batch batch, int at) => inner.Read(sample, request, batch, at);
    }

    [Theory, MemberData(nameof(KnownOrNot))]
    public void An_error_on_another_thread_is_thrown_as_it_is(bool known)
    {
        var bad = Source(known).Map(x => x.Data[0] == 7 ? throw new InvalidDataException("'seven.png' ends in the middle.") : x)
            .Prefetch(3, 2);
        var batch = new Buffers(bad, 3);
        Assert.Equal(3, bad.Read(new(0, 0, 3, false, 0), batch));
        for (var i = 0; i < 2; i++)
            Assert.Equal("'seven.png' ends in the middle.", Assert.Throws<InvalidDataException>(() => Read(bad)).Message);
    }

    [Fact]
    public void Batches_of_any_size_come_one_a_step()
    {
        IEnumerable<(Tensor, Tensor)> Uneven()
        {
            for (int first = 0, n = 3; n > 0; first += n--)
                yield return (new([n, 2], [.. To(first + n, first).SelectMany(i => (float[])[i, -i])]),
                    new([n], [.. To(first + n, first).Select(i => 100f + i)]));
        }
        var data = BatchSource.From(Uneven());
        Assert.Equal(3, data.BatchSize);
        for (var pass = 0; pass < 2; pass++)
        {
            Assert.Equal([3, 2, 1], ReadBatches(data, 3).Select(b => b.Length));
            Assert.Equal([2, 1, 2, 1], ReadBatches(data, 2).Select(b => b.Length));
        }
        ThreeParts.Throws<ArgumentException>(() => BatchSource.From(Array.Empty<ArrayData>()), "no batches");
        var misfits = BatchSource.From((ArrayData[])[Numbers(2), new(new Tensor([2, 3]), new Tensor([2]))]);
        ThreeParts.Throws<ArgumentException>(() => Read(misfits), "(3,)");
    }

    [Fact]
    public void Batches_may_be_awaited()
    {
        static async IAsyncEnumerable<ArrayData> Batches()
        {
            for (var i = 0; i < Count; i += 4)
            {
                await Task.Delay(1);
                yield return Numbers().Slice(i, Math.Min(4, Count - i));
            }
        }
        var data = BatchSource.From(Batches());
        for (var pass = 0; pass < 2; pass++) Assert.Equal(To(Count), Read(data));
        Assert.Equal(To(Count), Read(data.Prefetch()));
    }

    [Fact]
    public void The_first_batch_is_not_read_twice()
    {
        var begun = 0;
        IEnumerable<ArrayData> Batches()
        {
            begun++;
            yield return Numbers();
        }
        var data = BatchSource.From(Batches());
        Assert.Equal(To(Count), Read(data, 20));
        Assert.Equal(1, begun);
        Assert.Equal(To(Count), Read(data, 20));
        Assert.Equal(2, begun);
    }
}
