using System.Diagnostics;
using System.Globalization;
using Hornbill.Applications;
using Hornbill.Execution;
using Hornbill.Models;
using Hornbill.Onnx;
using Hornbill.Tensors;

namespace Hornbill.Benchmarks.Applications;

/// <summary>Published nets beside ONNX Runtime on the same weights and images, in turn in one process: the best time of each. Peak memory
/// is that of a process of its own.</summary>
static class ApplicationsBench
{
    const string Row = "{0,-16} {1,5} {2,7} {3,12} {4,12} {5,6} {6,10} {7,10}";

    /// <summary>Measures all, and prints a line for each.</summary>
    public static void Run(BenchWords words, TextWriter to)
    {
        to.WriteLine(Row, "net", "batch", "threads", "Hornbill ms", "runtime ms", "ratio", "MB", "runtime MB");
        var folder = Directory.CreateTempSubdirectory("hornbill-bench");
        try
        {
            foreach (var net in words.Nets) Run(net, folder.FullName, words, to);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void Run(string name, string folder, BenchWords words, TextWriter to)
    {
        var (ours, theirs) = (Path.Combine(folder, $"{name}.safetensors"), Path.Combine(folder, $"{name}.onnx"));
        var model = Pretrained.Named(name, weights: null, inputShape: [words.Side, words.Side, 3], seed: 1);
        model.Save(ours);
        model.ExportOnnx(theirs, new() { Input = "nchw" });
        foreach (var threads in words.Threads)
            foreach (var batch in words.Batches)
            {
                var (own, other) = Times(model, theirs, batch, threads, words.Count);
                to.WriteLine(Row, name, batch, threads, Told(own), Told(other), Told(other / own), PeakMemory.Ask(ours, batch, threads),
                    PeakMemory.Ask(theirs, batch, threads));
            }
    }

    static string Told(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    static (double Own, double Other) Times(Model model, string onnx, int batch, int threads, int count)
    {
        model.Workers = new Workers(threads);
        using var session = new RuntimeSession(onnx, batch, threads);
        var x = new Tensor(model.InputShape.Prepend(batch));
        for (var i = 0; i < x.Data.Length; i++) x.Data[i] = i * 7919 % 256 / 255f;
        model.Predict(x, batch);
        session.Run();
        var (own, other) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < count; i++)
        {
            own = Math.Min(own, Milliseconds(() => model.Predict(x, batch)));
            other = Math.Min(other, Milliseconds(session.Run));
        }
        return (own, other);
    }

    static double Milliseconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
