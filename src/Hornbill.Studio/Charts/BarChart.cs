using System.Globalization;
using Hornbill.Studio.Drawing;

namespace Hornbill.Studio;

/// <summary>Values of a row of bars.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Values">One for each category.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values)
{
    /// <summary>The lower end of each bar's whisker, such as the lowest of several seeds; null for none.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper end.</summary>
    public IReadOnlyList<double>? High { get; init; }
}

/// <summary>Lying bars, one below the other, with their names: accuracy by model; precision, recall and F1 by class.</summary>
/// <example><code>new BarChart("test accuracy", ["lab-d", "lab-a-5x5"], new BarSeries("accuracy", [0.99, 0.93])) { Title = "Fashion-MNIST" }</code></example>
public sealed class BarChart : Picture
{
    const double BarHeight = 15, Between = 9;

    readonly Axis _axis;
    readonly IReadOnlyList<string> _categories;
    readonly IReadOnlyList<BarSeries> _series;

    /// <summary>With names and values.</summary>
    /// <param name="axis">What is measured; it begins at 0 unless it says otherwise.</param>
    /// <param name="categories">A name for each bar, or group of bars.</param>
    /// <param name="series">Values for each.</param>
    /// <exception cref="ArgumentException">There are no bars, or a series has not as many values as there are categories.</exception>
    public BarChart(Axis axis, IReadOnlyList<string> categories, params IReadOnlyList<BarSeries> series)
    {
        ArgumentNullException.ThrowIfNull(axis);
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentNullException.ThrowIfNull(series);
        if (categories.Count == 0 || series.Count == 0
            || series.Any(s => s.Values.Count != categories.Count || (s.Low ?? s.Values).Count != categories.Count
            || (s.High ?? s.Values).Count != categories.Count))
            throw new ArgumentException(
                $"A BarChart got {categories.Count} categories and series of {string.Join(", ", series.Select(s => s.Values.Count))} " +
                $"values but needs one value for each category. Give them.");
        (_axis, _categories, _series) = (axis with
        {
            Minimum = axis.Minimum
            ?? Math.Min(0, series.SelectMany(s => s.Values).Where(double.IsFinite).DefaultIfEmpty(0).Min())
        }, categories, series);
    }

    internal override (double Width, double Height) Size =>
        (620, (_categories.Count * ((_series.Count * BarHeight) + Between)) + 90 + (_series.Count > 1 ? 20 : 0));

    internal override int Rows => (_categories.Count * RowsOfGroup) + (_series.Count > 1 ? 6 : 5);

    // In letters; groups of several bars have room between them.
    int RowsOfGroup => _series.Count > 1 ? _series.Count + 1 : 1;

    internal override void Draw(Canvas canvas)
    {
        var top = Heading.Draw(canvas, Title, [.. _series.Select(s => s.Name)], signs: false);
        var scale = _axis.Over(_series.SelectMany(s => s.Values.Concat(s.High ?? [])));
        var (line, gap) = (canvas.LineHeight, canvas.Gap);
        var left = Math.Min(_categories.Max(canvas.TextWidth), canvas.Width * 0.45) + (2 * gap);
        var room = canvas.TextWidth("0.0000") + gap;
        var plot = new Box(left, top, canvas.Width - left - room - gap, canvas.Height - top - (2.5 * line));
        if (canvas is TextCanvas) plot = plot with { Height = _categories.Count * RowsOfGroup * line };
        Axis(canvas, plot, scale);
        var group = plot.Height / _categories.Count;
        for (var i = 0; i < _categories.Count; i++)
        {
            var box = new Box(plot.X, plot.Y + (i * group), plot.Width, group);
            canvas.Text(new(left - gap, canvas is TextCanvas ? box.Y + (line / 2) : box.Centre.Y),
                Cut(canvas, _categories[i], left - (2 * gap)), Anchor.End, Ink.Text);
            Group(canvas, box, scale, i);
        }
    }

    void Axis(Canvas canvas, Box plot, Scale scale)
    {
        var line = canvas.LineHeight;
        var last = double.NegativeInfinity;
        foreach (var (value, text) in scale.Marks())
        {
            var at = plot.X + (scale.At(value) * plot.Width);
            if (canvas is not TextCanvas) canvas.Line([new(at, plot.Y), new(at, plot.Bottom)], new(Ink.Faint));
            if (at - (canvas.TextWidth(text) / 2) < last) continue;
            last = at + (canvas.TextWidth(text) / 2) + canvas.Gap;
            canvas.Text(new(at, plot.Bottom + (line * 0.6)), text, Anchor.Middle, Ink.Text);
        }
        canvas.Text(new(plot.Centre.X, plot.Bottom + (line * 1.6)), _axis.Label, Anchor.Middle, Ink.Text);
        canvas.Line([new(plot.X, plot.Y), new(plot.X, plot.Bottom)], new(Ink.Text));
    }

    void Group(Canvas canvas, Box group, Scale scale, int category)
    {
        var thick = canvas is TextCanvas ? canvas.LineHeight : (group.Height - (Between / 2)) / _series.Count;
        var top = canvas is TextCanvas ? group.Y : group.Y + (Between / 4);
        foreach (var (s, series) in _series.Index())
        {
            var value = series.Values[category];
            if (!double.IsFinite(value)) continue;
            var (from, to) = (plotX(Math.Max(0, _axis.Minimum!.Value)), plotX(value));
            var bar = new Box(Math.Min(from, to), top + (s * thick), Math.Abs(to - from), thick * (canvas is TextCanvas ? 1 : 0.86));
            Bars.Draw(canvas, bar, s);
            var end = to;
            if (series is { Low: { } low, High: { } high })
            {
                end = Math.Max(end, plotX(high[category]));
                Point[] whisker = [new(plotX(low[category]), bar.Centre.Y), new(plotX(high[category]), bar.Centre.Y)];
                if (canvas is not TextCanvas) canvas.Line(whisker, new(Ink.Paper, 4.5));
                canvas.Line(whisker, new(Ink.Text, 1.8));
            }
            canvas.Text(new(end + canvas.Gap, bar.Centre.Y), value.ToString(_axis.Format ?? "0.####", CultureInfo.InvariantCulture),
                Anchor.Start, Ink.Text);
        }

        double plotX(double v) => group.X + (Math.Clamp(scale.At(v), 0, 1) * group.Width);
    }

    static string Cut(Canvas canvas, string text, double room)
    {
        var letters = (int)(room / canvas.TextWidth("x"));
        return text.Length <= letters ? text : text[..Math.Max(1, letters - 1)] + "…";
    }
}

/// <summary>Bars of series, told apart by their filling.</summary>
static class Bars
{
    static readonly double[] Fillings = [1, 0.45, 0.15];

    public static void Draw(Canvas canvas, Box box, int series)
    {
        canvas.Rectangle(box, Ink.Of(series), Fillings[series % Fillings.Length]);
        if (canvas is not TextCanvas) canvas.Frame(box, new(Ink.Of(series), 1));
    }
}
