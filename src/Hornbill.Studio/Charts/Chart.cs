using Hornbill.Studio.Drawing;

namespace Hornbill.Studio;

/// <summary>Lines and points over two axes: curves of a training, accuracy against time, accuracy against a distortion.</summary>
/// <example><code>new Chart("epoch", "loss", new Series("train", history["loss"]), new Series("validation", history["val_loss"])) { Title = "lab-d" }</code></example>
public sealed class Chart : Picture
{
    const int MostSigns = 25;

    readonly Axis _x, _y;
    readonly IReadOnlyList<Series> _series;

    /// <summary>With its axes and what is drawn over them.</summary>
    /// <param name="x">The axis across.</param>
    /// <param name="y">The axis up.</param>
    /// <param name="series">Lines and points.</param>
    /// <exception cref="ArgumentException">A series has not as many values as places.</exception>
    public Chart(Axis x, Axis y, params IReadOnlyList<Series> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        foreach (var s in series) s.Check();
        (_x, _y, _series) = (x, y, series);
    }

    /// <summary>Lines and points.</summary>
    public IReadOnlyList<Series> Series => _series;

    internal override (double Width, double Height) Size => (620, 340);

    internal override int Rows => 20;

    internal override void Draw(Canvas canvas)
    {
        var top = Heading.Draw(canvas, Title, [.. _series.Select(s => s.Name)], signs: true);
        var (x, y) = (_x.Over(Room(_series, s => s.X, _x)), _y.Over(Room(_series, s => s.Y.Concat(s.Low ?? []).Concat(s.High ?? []), _y)));
        var (line, gap, marks) = (canvas.LineHeight, canvas.Gap, y.Marks());
        var left = marks.Select(m => canvas.TextWidth(m.Text)).DefaultIfEmpty(0).Max() + (2 * gap);
        canvas.Text(new(gap, top + (line / 2)), _y.Label, Anchor.Start, Ink.Text);
        var plot = new Box(left, top + (1.5 * line), canvas.Width - left - (3 * gap), canvas.Height - top - (4 * line));
        Frame(canvas, plot, x, marks, y);
        foreach (var (index, s) in _series.Index()) Band(canvas, plot, x, y, s, Ink.Of(index));
        foreach (var (index, s) in _series.Index()) Points(canvas, plot, x, y, s, index);
    }

    // Signs and their labels keep off the edges.
    static double[] Room(IReadOnlyList<Series> series, Func<Series, IEnumerable<double>> of, Axis axis)
    {
        double[] all = [.. series.SelectMany(of).Where(double.IsFinite)];
        if (all.Length < 2 || series.All(s => s.Joined)) return all;
        var (low, high) = (all.Min(), all.Max());
        return axis.Logarithmic ? [.. all, low * Math.Pow(high / low, -0.05), high * Math.Pow(high / low, 0.05)]
            : [.. all, low - ((high - low) * 0.06), high + ((high - low) * 0.06)];
    }

    void Frame(Canvas canvas, Box plot, Scale x, IReadOnlyList<(double Value, string Text)> marks, Scale y)
    {
        var (line, gap) = (canvas.LineHeight, canvas.Gap);
        foreach (var (value, text) in marks)
        {
            var at = plot.Bottom - (y.At(value) * plot.Height);
            if (canvas is not TextCanvas) canvas.Line([new(plot.X, at), new(plot.Right, at)], new(Ink.Faint));
            canvas.Text(new(plot.X - gap, at), text, Anchor.End, Ink.Text);
        }
        foreach (var (value, text) in x.Marks())
        {
            var at = plot.X + (x.At(value) * plot.Width);
            canvas.Line([new(at, plot.Bottom), new(at, plot.Bottom + (gap / 2))], new(Ink.Text));
            canvas.Text(new(at, plot.Bottom + (line * 0.75)), text, Anchor.Middle, Ink.Text);
        }
        canvas.Line([new(plot.X, plot.Y), new(plot.X, plot.Bottom), new(plot.Right, plot.Bottom)], new(Ink.Text));
        canvas.Text(new(plot.Centre.X, plot.Bottom + (line * 1.75)), _x.Label, Anchor.Middle, Ink.Text);
    }

    static Point At(Box plot, Scale x, Scale y, double across, double up) =>
        new(plot.X + (x.At(across) * plot.Width), plot.Bottom - (Math.Clamp(y.At(up), -0.02, 1.02) * plot.Height));

    static void Band(Canvas canvas, Box plot, Scale x, Scale y, Series s, Ink ink)
    {
        if (s.Low is null || s.X.Count < 2) return;
        var whole = Enumerable.Range(0, s.X.Count).Where(i => double.IsFinite(s.Low[i]) && double.IsFinite(s.High![i])).ToArray();
        Point[] edge = [.. whole.Select(i => At(plot, x, y, s.X[i], s.High![i])),
            .. whole.Reverse().Select(i => At(plot, x, y, s.X[i], s.Low[i]))];
        if (edge.Length >= 4) canvas.Fill(edge, ink, 0.18);
    }

    static void Points(Canvas canvas, Box plot, Scale x, Scale y, Series s, int index)
    {
        var run = new List<Point>();
        for (var i = 0; i <= s.X.Count; i++)
        {
            if (i < s.X.Count && double.IsFinite(s.Y[i]) && double.IsFinite(s.X[i])) run.Add(At(plot, x, y, s.X[i], s.Y[i]));
            else
            {
                if (s.Joined && run.Count > 1) canvas.Line(run, new(Ink.Of(index), 2, index));
                foreach (var (n, p) in run.Index())
                    if (!s.Joined || n % ((run.Count / MostSigns) + 1) == 0) canvas.Mark(p, index, Ink.Of(index));
                run.Clear();
            }
        }
        if (s.Labels is null) return;
        var taken = new List<Box>();
        for (var i = 0; i < s.X.Count; i++) Label(canvas, plot, At(plot, x, y, s.X[i], s.Y[i]), s.Labels[i], taken);
    }

    // Beside its point, where no other label is: to the right, the left, below, above; else not at all.
    static void Label(Canvas canvas, Box plot, Point p, string text, List<Box> taken)
    {
        var (width, line, gap) = (canvas.TextWidth(text), canvas.LineHeight, canvas.Gap);
        Box[] places = [new(p.X + gap, p.Y - (line / 2), width, line), new(p.X - gap - width, p.Y - (line / 2), width, line),
            new(p.X - (width / 2), p.Y + (line * 0.4), width, line), new(p.X - (width / 2), p.Y - (line * 1.4), width, line)];
        foreach (var place in places)
        {
            if (place.X < plot.X || place.Right > plot.Right + gap
                || taken.Any(t => t.X < place.Right && place.X < t.Right && t.Y < place.Bottom - 1 && place.Y < t.Bottom - 1)) continue;
            taken.Add(place);
            canvas.Text(new(place.X, place.Centre.Y), text, Anchor.Start, Ink.Text);
            return;
        }
    }
}
