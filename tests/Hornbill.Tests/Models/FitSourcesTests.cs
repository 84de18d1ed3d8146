using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Fit, Evaluate and Predict read from all kinds of sources.</summary>
public sealed class FitSourcesTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("hornbill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static readonly ArrayData Data = Samples.Blobs(50);

    static IEnumerable<ArrayData> Eights()
    {
        for (var i = 0; i < 50; i += 8) yield return Data.Slice(i, Math.Min(8, 50 - i));
    }

    static async IAsyncEnumerable<ArrayData> Awaited()
    {
        foreach (var batch in Eights())
        {
            await Task.Yield();
            yield return batch;
        }
    }

    public static TheoryData<string> Kinds =>
        ["arrays", "shuffled", "mapped", "cached", "ahead", "endless", "yielded", "awaited", "yielded, shuffled, ahead", "repeated"];

    static BatchSource Source(string kind) => kind switch
    {
        "arrays" => Data,
        "shuffled" => Data.Shuffle(20).Batch(8),
        "mapped" => Data.Map((x, y, info) => ([new Tensor([2], [x[0].Data[0] + (info.Random().NextSingle() / 9), x[0].Data[1]])], y)),
        "cached" => Data.Map(x => x).Cache(),
        "ahead" => Data.Prefetch(3, 2),
        "endless" => Data.Shuffle(9).Repeat().Prefetch(2),
        "yielded" => BatchSource.From(Eights()),
        "awaited" => BatchSource.From(Awaited()),
        "yielded, shuffled, ahead" => BatchSource.From(Eights()).Shuffle(20).Batch(8).Prefetch(2),
        "repeated" => Data.Repeat(2),
        _ => throw new ArgumentException(kind),
    };

    static double? Steps(string kind) => kind == "endless" ? 7 : null;

    [Theory, MemberData(nameof(Kinds))]
    public void Training_killed_at_any_step_goes_on_to_the_bit(string kind)
    {
        var whole = Samples.Tiny();
        var history = whole.Fit(Source(kind), 8, 3, stepsPerEpoch: Steps(kind), seed: 4);
        foreach (var after in (int[])[1, 3, 7, 8, 13])
        {
            var kept = Path.Combine(_folder, $"{kind.Length}-{after}");
            void Fit(Model model, Callback[] callbacks, Checkpoints checkpoints) =>
                model.Fit(Source(kind), 8, 3, callbacks, stepsPerEpoch: Steps(kind), seed: 4, checkpoints: checkpoints);
            Assert.Throws<TimeoutException>(() => Fit(Samples.Tiny(), [new Interrupt(after)], new(kept, 2)));
            var model = Samples.Tiny();
            Fit(model, [], new(kept, 2, resume: true));
            Assert.Equal(Samples.Bits(whole), Samples.Bits(model));
        }
        Assert.Equal(3, history.Epochs);
    }

    sealed class Interrupt(int after) : Callback
    {
        int _left = after;

        public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
        {
            if (--_left == 0) throw new TimeoutException();
        }
    }

    [Fact]
    public void Reading_ahead_trains_to_the_same_bits()
    {
        var (plain, ahead) = (Samples.Tiny(), Samples.Tiny());
        var a = plain.Fit(Data, 8, 4, validationSplit: 0.2);
        var b = ahead.Fit(Data.Prefetch(4, 3), 8, 4, validationSplit: 0.2);
        Assert.Equal(Samples.Bits(a), Samples.Bits(b));
        Assert.Equal(Samples.Bits(plain), Samples.Bits(ahead));
        Assert.Equal(Samples.Bits(plain.Predict(Data, 8)), Samples.Bits(plain.Predict(Data.Prefetch(), 8)));
        Assert.Equal($"{plain.Evaluate(Data)}", $"{plain.Evaluate(BatchSource.From(Eights()))}");
    }

    [Fact]
    public void The_sources_own_batch_size_counts()
    {
        var (own, given) = (Samples.Tiny(), Samples.Tiny());
        own.Fit(Data.Batch(10), epochs: 2, validationData: Data.Batch(7));
        given.Fit(Data, 10, 2, validationData: Data);
        Assert.Equal(Samples.Bits(given), Samples.Bits(own));
        ThreeParts.Throws<ArgumentException>(() => own.Fit(Data.Batch(10), 16), "16", "10");
    }

    [Fact]
    public void Data_without_end_need_steps()
    {
        var model = Samples.Tiny();
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Data.Repeat()), "steps per epoch");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Data, validationData: Data.Repeat()), "validation steps");
        ThreeParts.Throws<ArgumentException>(() => model.Evaluate(Data.Repeat()), "steps");
        ThreeParts.Throws<ArgumentException>(() => model.Predict(BatchSource.From(Eights()).Repeat()), "Take");
        Assert.Equal(2, model.Fit(Data.Repeat(), 8, 2, stepsPerEpoch: 3, validationData: Data.Repeat(), validationSteps: 2).Epochs);
    }

    [Fact]
    public void An_error_of_another_thread_is_thrown_by_fit()
    {
        var bad = Data.Map((x, y, info) => info is { Epoch: 1, Sample: 33 } ? throw new InvalidDataException("'33.png' ends in the middle.")
            : (x, y)).Prefetch(3, 2);
        Assert.Equal("'33.png' ends in the middle.", Assert.Throws<InvalidDataException>(() => Samples.Tiny().Fit(bad, 8, 3)).Message);
    }

    [Fact]
    public async Task The_wait_for_data_is_reported()
    {
        var waits = new List<double>();
        var slow = Data.Map((x, y, _) =>
        {
            Thread.Sleep(1);
            return (x, y);
        });
        var progress = new Immediate(p => { if (p.EpochEnd) waits.Add(p.WaitSeconds); });
        await Samples.Tiny().FitAsync(slow, 8, 2, progress: progress);
        Assert.Equal(2, waits.Count);
        Assert.All(waits, w => Assert.True(w >= 0.05, $"{w}"));
    }

    sealed class Immediate(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
