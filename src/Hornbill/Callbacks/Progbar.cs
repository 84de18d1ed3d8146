using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>The text of Keras's progress bar: <c>12/938 ━━──────────────────  5s 6ms/step - accuracy: 0.5312 - loss: 1.4021</c>.</summary>
public static class Progbar
{
    /// <summary>The line while an epoch runs, with the time that is left.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps in all; null where that is not known.</param>
    /// <param name="elapsed">Time since the epoch began.</param>
    /// <param name="logs">Figures.</param>
    public static string Line(int step, int? steps, TimeSpan elapsed, IReadOnlyDictionary<string, double> logs) =>
        BarText.Line(step, steps, elapsed, logs);

    /// <summary>The line of an epoch that has ended, with the time that it took.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps in all; null where that is not known.</param>
    /// <param name="elapsed">Time since the epoch began.</param>
    /// <param name="logs">Figures.</param>
    /// <param name="bar">Whether the bar is drawn.</param>
    public static string Last(int step, int? steps, TimeSpan elapsed, IReadOnlyDictionary<string, double> logs, bool bar = true) =>
        BarText.Last(step, steps, elapsed, logs, bar);
}
