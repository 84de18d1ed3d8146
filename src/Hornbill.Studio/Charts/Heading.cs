using Hornbill.Studio.Drawing;

namespace Hornbill.Studio;

/// <summary>What stands above a chart: its title, and which series is which.</summary>
static class Heading
{
    /// <summary>Draws it and returns where it ends.</summary>
    public static double Draw(Canvas canvas, string title, string[] names, bool signs)
    {
        var (line, gap) = (canvas.LineHeight, canvas.Gap);
        var y = canvas is TextCanvas ? 0 : gap;
        if (title.Length > 0)
        {
            canvas.Text(new(gap, y + (line / 2)), title, Anchor.Start, Ink.Text, bold: true);
            y += line * (canvas is TextCanvas ? 1 : 1.4);
        }
        if (names.Length < 2) return y;
        var x = gap;
        foreach (var (i, name) in names.Index())
        {
            var width = (2.5 * line) + canvas.TextWidth(name) + (2 * gap);
            if (x > gap && x + width > canvas.Width) (x, y) = (gap, y + line);
            Sample(canvas, new(x, y + (line / 2)), i, signs);
            canvas.Text(new(x + (2 * line) + gap, y + (line / 2)), name, Anchor.Start, Ink.Text);
            x += width;
        }
        return y + (line * (canvas is TextCanvas ? 1 : 1.3));
    }

    static void Sample(Canvas canvas, Point at, int series, bool signs)
    {
        var line = canvas.LineHeight;
        if (!signs)
        {
            Bars.Draw(canvas, new(at.X, at.Y - (line * 0.35), 2 * line, line * 0.7), series);
            return;
        }
        canvas.Line([at, new(at.X + (2 * line), at.Y)], new(Ink.Of(series), 2, series));
        canvas.Mark(new(at.X + line, at.Y), series, Ink.Of(series));
    }
}
