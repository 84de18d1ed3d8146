using System.Diagnostics;
using System.Globalization;
using Hornbill.Engine;
using Hornbill.Models;

namespace Hornbill.Tool.Bench;

/// <summary>Where a net's time goes: each step of its plan, with its share of the multiply-add peak and the bytes it moves.</summary>
/// <param name="Title">The net, what it does and on what.</param>
/// <param name="Images">Images that were measured.</param>
/// <param name="BatchSize">Images in a batch.</param>
/// <param name="Seconds">All of it, on the clock.</param>
/// <param name="Threads">Worker threads.</param>
/// <param name="PeakGflops">Of one thread, measured in the same process.</param>
/// <param name="Steps">The plan's steps, in order.</param>
sealed record Profile(string Title, long Images, int BatchSize, double Seconds, int Threads, double PeakGflops,
    IReadOnlyList<StepTime> Steps)
{
    // Below this a step has no share of the peak that says anything.
    const double LeastTold = 0.0005;

    /// <summary>Steps of a net for some seconds.</summary>
    public static Profile Measure(Net net, IReadOnlyDictionary<string, string> set, bool training, int threads, double seconds)
    {
        var model = net.Build(0, set);
        model.Workers = new(threads);
        StepTimes times = null!;
        var step = model.RandomStep(net.BatchSize, training, plan => times = new(plan));
        for (var i = 0; i < 2; i++) step();
        times.Clear();
        var (start, images) = (Stopwatch.GetTimestamp(), 0L);
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; images += net.BatchSize) step();
        return new($"{net.Name}, {(training ? "training" : "inference")}", images, net.BatchSize,
            Stopwatch.GetElapsedTime(start).TotalSeconds, threads, Peak.Gflops(1), [.. times.Read()]);
    }

    /// <summary>A line for each step that took time, then the sums of the passes.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Title}, batch of {BatchSize}, {Threads} thread{(Threads == 1 ? "" : "s")}: {Number(Images / Seconds, 0)} images/s; " +
            $"peak {Number(PeakGflops, 0)} GFLOP/s a thread";
        yield return " µs/image  share  of peak    GB/s  step";
        foreach (var s in Steps.Where(s => s.Seconds > LeastTold * Busy)) yield return Line(s);
        foreach (var pass in Steps.GroupBy(s => Pass(s.Name))) yield return Line(pass.Sum(s => s.Seconds), "", "", pass.Key);
        yield return Line(Busy - Steps.Sum(s => s.Seconds), "", "", "update of the weights, waiting");
    }

    double Busy => Seconds * Threads;

    string Line(StepTime s)
    {
        var peak = s.MultiplyAdds == 0 ? "" : $"{Number(2e-7 * s.MultiplyAdds * Images / s.Seconds / PeakGflops, 0)}%";
        var bytes = (double)Images * (s.SampleBytes + ((double)s.SharedBytes / BatchSize));
        return Line(s.Seconds, peak, Number(bytes / s.Seconds / 1e9, 1), s.Name);
    }

    string Line(double seconds, string peak, string bytes, string name) =>
        $"{Number(1e6 * seconds / Images, 2),9} {Number(100 * seconds / Busy, 1),5}% {peak,8} {bytes,7}  {name}";

    static string Pass(string step) => step switch
    {
        _ when step.EndsWith("by weights", StringComparison.Ordinal) => "gradients by weights",
        _ when step.EndsWith("by input", StringComparison.Ordinal) => "gradients by inputs",
        _ when step.StartsWith("d ", StringComparison.Ordinal) => "the rest of the way back",
        _ => "forward, weights packed",
    };

    static string Number(double value, int digits) => value.ToString($"N{digits}", CultureInfo.InvariantCulture);
}
