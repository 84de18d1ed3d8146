using System.Diagnostics;
using System.Globalization;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Benchmarks.Applications;

/// <summary>The most memory that a process takes that loads a net and predicts three times.</summary>
static class PeakMemory
{
    const int Times = 3;

    /// <summary>In megabytes, of a process started for it.</summary>
    public static string Ask(string path, int batch, int threads)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            ["exec", typeof(PeakMemory).Assembly.Location, "memory", path, $"{batch}", $"{threads}"])
        { RedirectStandardOutput = true })!;
        var answer = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? answer : "failed";
    }

    /// <summary>In megabytes, of this process.</summary>
    /// <param name="words">The file, images at once, threads.</param>
    public static string Of(IReadOnlyList<string> words)
    {
        var (batch, threads) = (int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
        if (words[0].EndsWith(".onnx", StringComparison.Ordinal)) RunTheirs(words[0], batch, threads);
        else RunOurs(words[0], batch, threads);
        using var process = Process.GetCurrentProcess();
        return (process.PeakWorkingSet64 / 1e6).ToString("F0", CultureInfo.InvariantCulture);
    }

    static void RunTheirs(string path, int batch, int threads)
    {
        using var session = new RuntimeSession(path, batch, threads);
        for (var i = 0; i < Times; i++) session.Run();
    }

    static void RunOurs(string path, int batch, int threads)
    {
        var model = Model.Load(path, compile: false);
        model.Workers = new(threads);
        var x = new Tensor(model.InputShape.Prepend(batch));
        for (var i = 0; i < Times; i++) model.Predict(x, batch);
    }
}
