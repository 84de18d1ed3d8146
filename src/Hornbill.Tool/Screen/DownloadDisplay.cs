using Hornbill.Data;

namespace Hornbill.Tool.Screen;

/// <summary>Shows how far a download is, where a person watches; elsewhere it names the file once.</summary>
sealed class DownloadDisplay(Terminal terminal) : IProgress<DownloadProgress>
{
    string? _file;

    public void Report(DownloadProgress value)
    {
        if (terminal.Interactive)
            terminal.Rewrite(value.File, $" {value.Received / 1e6:0.0}{(value.Total is { } total ? $" of {total / 1e6:0.0}" : "")} MB");
        else if (_file != value.File) terminal.Line($"Fetching {value.File}");
        _file = value.File;
    }

    public void End() => terminal.Settle();
}
