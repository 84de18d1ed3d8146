using System.Diagnostics;
using Hornbill.Engine;
using Hornbill.Models;

namespace Hornbill.Tool.Screen;

/// <summary>Shows how training goes on: a bar where a person watches, else a line for each epoch.</summary>
abstract class FitDisplay : IProgress<FitProgress>
{
    static readonly string[] First = ["loss", "accuracy", "val_loss", "val_accuracy"];

    readonly Stopwatch _epoch = Stopwatch.StartNew();

    public static FitDisplay On(Terminal terminal) => terminal.Interactive ? new BarDisplay(terminal) : new LineDisplay(terminal);

    /// <summary>The time since the epoch began.</summary>
    protected TimeSpan Elapsed => _epoch.Elapsed;

    public void Report(FitProgress value)
    {
        Show(value);
        if (value.EpochEnd) _epoch.Restart();
    }

    /// <summary>Call it when training has ended, wherever it did.</summary>
    public virtual void End() { }

    protected abstract void Show(FitProgress progress);

    /// <summary>Losses and metrics as Keras writes them.</summary>
    protected static string Logs(FitProgress progress) =>
        string.Join(" - ", progress.Logs.OrderBy(Place).Select(l => $"{l.Key}: {Number(l.Value)}"));

    static int Place(KeyValuePair<string, double> log) => Array.IndexOf(First, log.Key) is var at and >= 0 ? at : First.Length;

    /// <summary>Four decimals; small numbers with an exponent.</summary>
    public static string Number(double x) => x.ToString(Math.Abs(x) > 1e-3 || x == 0 ? "0.0000" : "0.0000e+00");

    protected static string Steps(FitProgress progress) => progress.Steps is { } steps ? $"{progress.Step}/{steps}" : $"{progress.Step}";

    protected static string Time(TimeSpan time) =>
        time.TotalSeconds < 10 ? $"{time.TotalSeconds:0.0}s" :
        time.TotalMinutes < 1 ? $"{time.TotalSeconds:0}s" :
        time.TotalHours < 1 ? $"{(int)time.TotalMinutes}:{time.Seconds:00}" : $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}";
}
