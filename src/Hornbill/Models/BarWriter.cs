namespace Hornbill.Models;

/// <summary>Writes the progress of a training as Keras shows it.</summary>
/// <param name="writer">Where it goes.</param>
/// <param name="bar">Whether a bar is drawn, or each epoch's end a plain line.</param>
/// <param name="moves">Whether it is drawn anew while an epoch runs: not in a file.</param>
/// <param name="clock">The clock; the system's by default.</param>
sealed class BarWriter(TextWriter writer, bool bar, bool moves, TimeProvider? clock = null)
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.05);

    readonly TimeProvider _clock = clock ?? TimeProvider.System;
    long _begin, _shown;
    int _done, _width;

    public void Begin(int epoch, FitParameters of)
    {
        (_begin, _shown, _done, _width) = (_clock.GetTimestamp(), 0, 0, 0);
        writer.Write($"Epoch {epoch + 1}/{of.Epochs}\n");
    }

    public void Batch(int batch, FitParameters of, Dictionary<string, double> logs)
    {
        _done = batch + 1;
        if (!bar || !moves || (_shown != 0 && _clock.GetElapsedTime(_shown) < Interval)) return;
        _shown = _clock.GetTimestamp();
        Show(BarText.Line(_done, Steps(of), _clock.GetElapsedTime(_begin), logs));
    }

    public void End(FitParameters of, Dictionary<string, double> logs)
    {
        var line = BarText.Last(_done, Steps(of), _clock.GetElapsedTime(_begin), logs, bar);
        if (bar && moves) Show(line);
        else writer.Write(line);
        writer.Write('\n');
        writer.Flush();
    }

    static int? Steps(FitParameters of) => of.Steps is { } steps ? (int)Math.Ceiling(steps) : null;

    // Over the line before, whose rest is wiped out.
    void Show(string line)
    {
        writer.Write('\r' + line.PadRight(_width));
        writer.Flush();
        _width = line.Length;
    }
}

/// <summary>What <c>verbose</c> asks for.</summary>
sealed class BarCallback(BarWriter bar) : Callback
{
    public override void OnEpochBegin(int epoch) => Write(() => bar.Begin(epoch, Parameters));

    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs) => Write(() => bar.Batch(batch, Parameters, logs));

    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs) => Write(() => bar.End(Parameters, logs));

    // A closed console does not end training.
    static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
        }
    }
}
