using System.Globalization;
using Hornbill.Studio.Drawing;

namespace Hornbill.Studio;

/// <summary>Runs as lines over upright axes, one for each setting and the last for the result; the better a run, the stronger its
/// line.</summary>
/// <example><code>new ParallelCoordinates(["units", "optimizer"], "accuracy", [(["32", "adam"], 0.91), (["64", "sgd"], 0.88)])</code></example>
public sealed class ParallelCoordinates : Picture
{
    const double Between = 130;

    readonly string[] _names;
    readonly IReadOnlyList<(IReadOnlyList<string> Settings, double Result)> _runs;

    /// <summary>With settings and results.</summary>
    /// <param name="settings">The names of settings.</param>
    /// <param name="result">The name of the result.</param>
    /// <param name="runs">A value for each setting, and the result; numbers have their distance, where a setting has numbers alone.</param>
    /// <exception cref="ArgumentException">There are no runs, or one has not as many values as there are settings.</exception>
    public ParallelCoordinates(IReadOnlyList<string> settings, string result,
        IReadOnlyList<(IReadOnlyList<string> Settings, double Result)> runs)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(runs);
        if (settings.Count == 0 || runs.Count == 0 || runs.Any(r => r.Settings.Count != settings.Count))
            throw new ArgumentException(
                $"ParallelCoordinates got {settings.Count} settings and {runs.Count} runs but needs at least one of each, and a value " +
                $"for each setting. Give them.");
        (_names, _runs) = ([.. settings, result], runs);
    }

    internal override (double Width, double Height) Size => (Math.Max(420, (_names.Length * Between) + 60), 360);

    internal override int Rows => 22;

    internal override void Draw(Canvas canvas)
    {
        var (line, gap) = (canvas.LineHeight, canvas.Gap);
        var top = Heading.Draw(canvas, Title, [], signs: false) + (1.2 * line);
        var plot = new Box(line * 4, top + (0.5 * line), canvas.Width - (line * 8), canvas.Height - top - (1.5 * line));
        var axes = Enumerable.Range(0, _names.Length).Select(Places).ToArray();
        var results = axes[^1];
        foreach (var run in Enumerable.Range(0, _runs.Count).Where(r => double.IsFinite(_runs[r].Result)).OrderBy(r => _runs[r].Result))
        {
            var share = results.At[run];
            canvas.Line([.. axes.Select((a, i) => new Point(X(plot, i), plot.Bottom - (a.At[run] * plot.Height)))],
                new(Ink.Of(share > 0.999 ? 1 : 0), 0.8 + (share * share * 2), 0, 0.15 + (0.85 * share * share)));
        }
        for (var i = 0; i < axes.Length; i++)
        {
            var x = X(plot, i);
            canvas.Line([new(x, plot.Y), new(x, plot.Bottom)], new(Ink.Text));
            canvas.Text(new(x, top - (0.6 * line)), _names[i], Anchor.Middle, Ink.Text, bold: true);
            foreach (var (at, text) in axes[i].Marks) Mark(canvas, new(x, plot.Bottom - (at * plot.Height)), text,
                last: i == axes.Length - 1);
        }
    }

    // On paper of its own, since lines pass.
    static void Mark(Canvas canvas, Point at, string text, bool last)
    {
        var (width, line, gap) = (canvas.TextWidth(text), canvas.LineHeight, canvas.Gap);
        var start = last ? at.X + gap : at.X - gap - width;
        canvas.Rectangle(new(start - (gap / 3), at.Y - (line / 2), width + (gap * 2 / 3), line), Ink.Paper, 0.85);
        canvas.Text(new(start, at.Y), text, Anchor.Start, Ink.Text);
    }

    double X(Box plot, int axis) => plot.X + (plot.Width * axis / (_names.Length - 1));

    // Where each run lies on an axis, and what is written beside it.
    (double[] At, (double At, string Text)[] Marks) Places(int axis)
    {
        string[] words = [.. _runs.Select(r => axis < _names.Length - 1 ? r.Settings[axis]
            : r.Result.ToString("R", CultureInfo.InvariantCulture))];
        double[] numbers = [.. words.Select(w => double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v
            : double.NaN)];
        string[] distinct = [.. words.Distinct()];
        if (axis == _names.Length - 1 || (numbers.All(double.IsFinite) && distinct.Length > 6))
        {
            var (low, high) = (numbers.Where(double.IsFinite).DefaultIfEmpty(0).Min(),
                numbers.Where(double.IsFinite).DefaultIfEmpty(1).Max());
            double Share(double v) => high > low ? (v - low) / (high - low) : 0.5;
            return ([.. numbers.Select(Share)], [.. ((double[])[low, (low + high) / 2, high]).Distinct().Select(v =>
                (Share(v), v.ToString("0.####", CultureInfo.InvariantCulture)))]);
        }
        distinct = numbers.All(double.IsFinite) ? [.. distinct.OrderBy(d => double.Parse(d, CultureInfo.InvariantCulture))]
            : [.. distinct.Order(StringComparer.Ordinal)];
        double At(string word) => distinct.Length == 1 ? 0.5 : (double)Array.IndexOf(distinct, word) / (distinct.Length - 1);
        return ([.. words.Select(At)], [.. distinct.Select(d => (At(d), d.Length <= 14 ? d : d[..13] + "…"))]);
    }
}
