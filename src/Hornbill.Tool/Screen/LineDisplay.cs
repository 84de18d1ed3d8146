using Hornbill.Models;

namespace Hornbill.Tool.Screen;

/// <summary>One line for each epoch, for files and pipes.</summary>
sealed class LineDisplay(Terminal terminal) : FitDisplay
{
    protected override void Show(FitProgress progress)
    {
        if (progress.EpochEnd)
            terminal.Line($"Epoch {progress.Epoch}/{progress.Epochs} - {Steps(progress)} - {Time(Elapsed)} - " +
                          $"{progress.ImagesPerSecond:N0} images/s - {Logs(progress)}");
    }
}
