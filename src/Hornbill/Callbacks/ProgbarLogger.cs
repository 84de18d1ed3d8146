using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Writes progress as Keras shows it to a writer of yours: the library itself prints nothing.</summary>
/// <example><code>model.Fit(train, epochs: 5, callbacks: [new ProgbarLogger(Console.Out)]);</code></example>
/// <param name="writer">Where it goes.</param>
/// <param name="verbose">1: a bar that moves. 2: a line an epoch.</param>
/// <param name="clock">The clock; the system's by default.</param>
public sealed class ProgbarLogger(TextWriter writer, int verbose = 1, TimeProvider? clock = null) : Callback
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.05);

    readonly TextWriter _writer = writer ?? throw new ArgumentNullException(nameof(writer));
    readonly TimeProvider _clock = clock ?? TimeProvider.System;
    long _begin, _shown;
    int _steps, _width;

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        (_begin, _shown, _steps, _width) = (_clock.GetTimestamp(), 0, 0, 0);
        Write($"Epoch {epoch + 1}/{Parameters.Epochs}\n");
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
    {
        _steps = batch + 1;
        if (verbose != 1 || (_shown != 0 && _clock.GetElapsedTime(_shown) < Interval)) return;
        _shown = _clock.GetTimestamp();
        Show(Progbar.Line(_steps, Steps, _clock.GetElapsedTime(_begin), logs));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        var line = Progbar.Last(_steps, Steps, _clock.GetElapsedTime(_begin), logs, bar: verbose == 1);
        if (verbose == 1) Show(line);
        else Write(line);
        Write("\n");
    }

    int? Steps => Parameters.Steps is { } steps ? (int)Math.Ceiling(steps) : null;

    // Over the line before, whose rest is wiped out.
    void Show(string line)
    {
        Write('\r' + line.PadRight(_width));
        _width = line.Length;
    }

    void Write(string text) => Targets.Write(this, "the writer", () =>
    {
        _writer.Write(text);
        _writer.Flush();
    });
}
