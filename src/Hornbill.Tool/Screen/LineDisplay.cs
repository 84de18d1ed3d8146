using Hornbill.Models;

namespace Hornbill.Tool.Screen;

/// <summary>One line for each epoch, for files and pipes.</summary>
sealed class LineDisplay(Terminal terminal) : FitDisplay
{
    const double LeastWait = 0.05; // of an epoch, to be worth telling

    protected override void Show(FitProgress progress)
    {
        if (progress.EpochEnd)
            terminal.Line($"Epoch {progress.Epoch}/{progress.Epochs} - {Steps(progress)} - {Time(Elapsed)} - " +
                          $"{progress.ImagesPerSecond:N0} images/s - {Logs(progress)}{Waited(progress)}");
    }

    // Where steps wait for their images, more threads that read or a smaller image help.
    string Waited(FitProgress progress) =>
        progress.WaitSeconds > LeastWait * Elapsed.TotalSeconds ? $" - waited {Time(TimeSpan.FromSeconds(progress.WaitSeconds))} for data"
            : "";
}
