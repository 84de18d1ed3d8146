using System.Globalization;

namespace Hornbill.Models;

/// <summary>The text of Keras's progress bar: <c>12/938 ━━──────────────────  5s 6ms/step - accuracy: 0.5312 - loss: 1.4021</c>.</summary>
static class BarText
{
    const int Width = 20;

    /// <summary>The line while an epoch runs, with the time that is left.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps in all; null where that is not known.</param>
    /// <param name="elapsed">Time since the epoch began.</param>
    /// <param name="logs">Figures.</param>
    public static string Line(int step, int? steps, TimeSpan elapsed, IReadOnlyDictionary<string, double> logs)
    {
        var perStep = elapsed / Math.Max(1, step);
        return Bar(step, steps) + " " + Time(steps is { } all ? Times(perStep, Math.Max(0, all - step)) : elapsed) + PerStep(perStep)
            + Figures(logs);
    }

    /// <summary>The line of an epoch that has ended, with the time that it took.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps in all; null where that is not known.</param>
    /// <param name="elapsed">Time since the epoch began.</param>
    /// <param name="logs">Figures.</param>
    /// <param name="bar">Whether the bar is drawn.</param>
    public static string Last(int step, int? steps, TimeSpan elapsed, IReadOnlyDictionary<string, double> logs, bool bar = true) =>
        (bar ? Bar(step, steps ?? step) + " " : $"{step}/{steps ?? step} - ") + $"{elapsed.TotalSeconds:0}s" + (bar ? "" : " -") +
        PerStep(elapsed / Math.Max(1, step)) + Figures(logs);

    // As long as a time can be told.
    static TimeSpan Times(TimeSpan time, int count) =>
        time.TotalSeconds * count < TimeSpan.MaxValue.TotalSeconds / 2 ? time * count : TimeSpan.MaxValue;

    static string Bar(int step, int? steps)
    {
        if (steps is not { } all) return $"{step,7}/Unknown";
        var done = (int)((long)Width * Math.Min(step, all) / Math.Max(1, all));
        var target = all.ToString(CultureInfo.InvariantCulture);
        return $"{step.ToString(CultureInfo.InvariantCulture).PadLeft(target.Length)}/{target} " +
            $"{new string('━', done)}{new string('─', Width - done)}";
    }

    static string Time(TimeSpan time) => time.TotalHours > 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : time.TotalMinutes > 1 ? $"{time.Minutes}:{time.Seconds:00}" : $"{(int)time.TotalSeconds}s";

    static string PerStep(TimeSpan time)
    {
        var (value, unit) = time.TotalSeconds is >= 1 or 0 ? (time.TotalSeconds, "s")
            : time.TotalMilliseconds >= 1 ? (time.TotalMilliseconds, "ms") : (time.TotalMicroseconds, "us");
        return $" {value.ToString("0", CultureInfo.InvariantCulture)}{unit}/step";
    }

    static string Figures(IReadOnlyDictionary<string, double> logs) =>
        string.Concat(logs.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l =>
        $" - {Plain.Text(l.Key)}: {l.Value.ToString(Math.Abs(l.Value) > 1e-3 ? "0.0000" : "0.0000e+00", CultureInfo.InvariantCulture)}"));
}
