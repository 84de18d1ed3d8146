using System.Diagnostics;
using Hornbill.Tests.Killed;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Trainings killed at any moment end, resumed, with the weights, slots and history of one never interrupted.</summary>
public sealed class KilledTests : IDisposable
{
    const int Kills = 20, WhileWriting = 5;

    readonly string _folder = Directory.CreateTempSubdirectory("hornbill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What lay in the folder when the process was dead.
    readonly record struct Moment(bool Checkpoint, bool Writing);

    [Fact]
    public void Twenty_kills_leave_no_trace()
    {
        var whole = LongRun.Train(null, threads: 1);
        var moments = new Moment[Kills];
        Parallel.For(0, Kills, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var folder = Path.Combine(_folder, $"{i}");
            moments[i] = KilledOnce(folder, i);
            if (i == Kills - 1) CutNewest(folder);
            var resumed = i == 0 ? Resumed(folder) : LongRun.Train(folder, threads: 1 + (i % 3));
            Assert.True(whole == resumed, $"Kill {i}, {moments[i]}: the resumed training ended otherwise.");
        });
        Assert.InRange(moments.Count(m => m.Checkpoint), 10, Kills);
        Assert.InRange(moments.Count(m => m.Writing), 3, Kills);
    }

    // Again, where it had ended before the signal came.
    static Moment KilledOnce(string folder, int i)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            if (Kill(folder, i, new Random((100 * i) + attempt))) return new(Files(folder, "*.safetensors").Length > 0,
                Files(folder, "*.tmp").Length > 0);
        }
        throw new TimeoutException($"Kill {i} always came too late.");
    }

    static bool Kill(string folder, int i, Random random)
    {
        var slow = i >= Kills - WhileWriting;
        using var process = Start(folder, 1 + (i % 2), slow ? 80 : 0);
        process.StandardOutput.ReadLine();
        // A third at any moment; then those with a checkpoint behind them; then those while one more is written.
        if (i >= Kills / 3) Until(process, () => Files(folder, "*.safetensors").Length > 0);
        if (slow) Until(process, () => Files(folder, "*.tmp").Length > 0);
        Thread.Sleep(random.Next(slow ? 40 : 400));
        process.Kill();
        process.WaitForExit();
        return process.ExitCode == 137;
    }

    static string Resumed(string folder)
    {
        using var process = Start(folder, 2, 0);
        process.StandardOutput.ReadLine();
        var last = process.StandardOutput.ReadLine()!;
        process.WaitForExit();
        return last;
    }

    static Process Start(string folder, int threads, int milliseconds) =>
        Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(LongRun).Assembly.Location, folder, $"{threads}", $"{milliseconds}"])
        { RedirectStandardOutput = true })!;

    static void Until(Process process, Func<bool> there)
    {
        while (!there() && !process.HasExited) Thread.Sleep(2);
    }

    static void CutNewest(string folder)
    {
        var newest = Files(folder, "*.safetensors").Max(StringComparer.Ordinal)!;
        if (Files(folder, "*.safetensors").Length < 2) return;
        using var file = File.OpenWrite(newest);
        file.SetLength(file.Length * 2 / 3);
    }

    static string[] Files(string folder, string pattern) => Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
}
