using Hornbill.Models;

namespace Hornbill.Tool.Screen;

/// <summary>A bar for the running epoch, rewritten in place; finished epochs stay above it.</summary>
sealed class BarDisplay(Terminal terminal) : FitDisplay
{
    const int Cells = 20; // fewer where the numbers need the room

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    TimeSpan _next;

    public override void End() => terminal.Settle();

    protected override void Show(FitProgress progress)
    {
        if (!progress.EpochEnd && Elapsed < _next) return;
        _next = progress.EpochEnd ? default : Elapsed + Pause;
        var epoch = $"Epoch {progress.Epoch}/{progress.Epochs} ";
        var rest = $" {Steps(progress)} {Clock(progress)} {progress.ImagesPerSecond:N0} images/s - {Logs(progress)}";
        if (progress.EpochEnd) terminal.Settle(epoch + Bar(progress, Cells), rest);
        else terminal.Rewrite(epoch + Bar(progress, Math.Clamp(terminal.Room - epoch.Length - rest.Length, 0, Cells)), rest);
    }

    static string Bar(FitProgress progress, int cells)
    {
        var done = progress.EpochEnd ? cells : progress.Steps is > 0 and var steps
            ? (int)Math.Min((long)cells * progress.Step / steps, cells) : 0;
        return new string('━', done) + new string('·', cells - done);
    }

    string Clock(FitProgress progress) =>
        progress is { EpochEnd: false, Remaining: { } remaining } ? $"ETA {Time(remaining)}" : Time(Elapsed);
}
