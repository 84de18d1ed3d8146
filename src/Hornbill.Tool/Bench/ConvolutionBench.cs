using System.Diagnostics;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Bench;

/// <summary>How long ten convolutions of so many images took with so many threads.</summary>
sealed record ConvolutionTime(int Images, int Threads, double Seconds)
{
    public string ToJson() => Json.Line(json =>
    {
        json.WriteString("engine", Product.Engine);
        json.WriteNumber("images", Images);
        json.WriteNumber("threads", Threads);
        Json.Number(json, "seconds_of_ten_runs", Math.Round(Seconds, 6));
        Json.Number(json, "images_per_second", Math.Round(Images * ConvolutionBench.Runs / Seconds, 1));
        json.WriteString("processor", Processor.Name);
    });
}

/// <summary>Measures 32 filters of 7 × 7 × 3 over random images of 100 × 100 × 3: a run to warm up, then the sum of ten.</summary>
static class ConvolutionBench
{
    public const int Runs = 10;
    const int Side = 100, Channels = 3, Filters = 32, Kernel = 7;

    public static ConvolutionTime Measure(int images, int threads)
    {
        var model = new Sequential([new Input(Side, Side, Channels), new Conv2D(Filters, Kernel)], seed: 1) { Workers = new(threads) };
        var run = model.RandomStep(images, training: false);
        run();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Runs; i++) run();
        return new(images, threads, clock.Elapsed.TotalSeconds);
    }
}
