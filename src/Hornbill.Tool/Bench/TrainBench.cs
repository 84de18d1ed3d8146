using System.Diagnostics;
using Hornbill.Models;

namespace Hornbill.Tool.Bench;

/// <summary>Training and inference speed on random images: forward, loss, backward and step; then forward alone. Nothing is read or
/// shuffled, so that only the engine is measured.</summary>
static class TrainBench
{
    const ulong Seed = 0;

    /// <summary>The net's own batch size, loss and optimizer; half of the time for training, a third of that for inference.</summary>
    internal static TrainSpeed Measure(Net net, IReadOnlyDictionary<string, string> set, int threads, double seconds)
    {
        var model = net.Build(Seed, set);
        model.Workers = new(threads);
        var train = Rate(model.RandomStep(net.BatchSize, training: true), net.BatchSize, seconds / 2);
        var inference = Rate(model.RandomStep(net.BatchSize, training: false), net.BatchSize, seconds / 6);
        return new(net.Name, net.BatchSize, threads, train, inference, Peak.Gflops(threads));
    }

    /// <summary>The best images per second of any step within <paramref name="seconds"/>, after two to warm up.</summary>
    internal static double Rate(Action step, int images, double seconds)
    {
        step();
        step();
        var best = 0.0;
        var start = Stopwatch.GetTimestamp();
        do
        {
            var before = Stopwatch.GetTimestamp();
            step();
            best = Math.Max(best, images / Stopwatch.GetElapsedTime(before).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return best;
    }
}
