using System.Diagnostics;
using Hornbill.Data;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Bench;

/// <summary>Measures how many images a generator changes in a second, on images in memory, as Fit would read them.</summary>
static class AugmentBench
{
    const int Images = 1024, Batch = 64, Windows = 5;

    /// <summary>The best of some windows, after one to warm up.</summary>
    public static AugmentSpeed Measure(AugmentText augment, Shape image, int threads, double seconds)
    {
        var x = new Tensor(image.Prepend(Images));
        var random = new Random(1);
        foreach (ref var v in x.Data.AsSpan()) v = random.NextSingle();
        var data = augment.Generator().Flow(new ArrayData(x), Batch);
        Rate(data, threads, seconds / 10);
        var best = Enumerable.Range(0, Windows).Max(_ => Rate(data, threads, seconds / Windows));
        return new($"{augment}", image, threads, best);
    }

    static double Rate(BatchSource data, int threads, double seconds)
    {
        var (clock, done) = (Stopwatch.StartNew(), 0L);
        Task[] readers = [.. Enumerable.Range(0, threads).Select(t => Task.Factory.StartNew(() =>
        {
            var buffer = new OwnBatch(data, Batch);
            for (var i = t; clock.Elapsed.TotalSeconds < seconds; i += threads)
                Interlocked.Add(ref done, data.Read(new(i / (Images / Batch), i % (Images / Batch), Batch, true, 0), buffer));
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(readers);
        return done / clock.Elapsed.TotalSeconds;
    }
}
