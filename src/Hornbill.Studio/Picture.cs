using Hornbill.Images;
using Hornbill.Studio.Drawing;

namespace Hornbill.Studio;

/// <summary>Something that can be drawn: a chart, a matrix, an architecture. It is data; drawn it becomes SVG, pixels or letters.</summary>
/// <example><code>File.WriteAllText("curves.svg", chart.ToSvg());
/// PngWriter.Write("curves.png", chart.ToImage());
/// Console.WriteLine(chart.ToText(columns: 80));</code></example>
public abstract class Picture
{
    const double LeastSide = 40, MostSide = 20_000;

    /// <summary>What it shows, above it.</summary>
    public string Title { get; init; } = "";

    /// <summary>The size that suits it, in CSS pixels.</summary>
    internal abstract (double Width, double Height) Size { get; }

    /// <summary>Rows of letters that suit it in a terminal.</summary>
    internal abstract int Rows { get; }

    internal abstract void Draw(Canvas canvas);

    /// <summary>As a picture of SVG.</summary>
    /// <param name="theme">Its colours; by default those of the reader's system.</param>
    public string ToSvg(Theme theme = Theme.Auto) => Drawn(theme).ToSvg(Title, inPage: false);

    /// <summary>As a part of a page that has the colours.</summary>
    internal string ToPart() => Drawn(Theme.Auto).ToSvg(Title, inPage: true);

    SvgCanvas Drawn(Theme theme)
    {
        var (width, height) = Checked();
        var canvas = new SvgCanvas(theme) { Width = width, Height = height };
        Draw(canvas);
        return canvas;
    }

    /// <summary>As pixels; <c>PngWriter</c> writes them.</summary>
    /// <param name="theme">Its colours; light by default.</param>
    /// <param name="scale">Pixels for each of SVG's: 2 is sharp on any screen.</param>
    /// <exception cref="ArgumentException">The scale is not between 0.25 and 8.</exception>
    public Image ToImage(Theme theme = Theme.Light, double scale = 2)
    {
        if (scale is not (>= 0.25 and <= 8)) throw new ArgumentException(
            $"ToImage got the scale {scale} but needs one from 0.25 to 8. Use 2, or leave it out.");
        var (width, height) = Checked();
        var canvas = new RasterCanvas(width, height, theme, scale) { Width = width, Height = height };
        Draw(canvas);
        return canvas.ToImage();
    }

    /// <summary>As letters, for a terminal.</summary>
    /// <param name="columns">Letters in a line.</param>
    /// <param name="rows">Lines; what suits it by default.</param>
    /// <param name="unicode">Whether Braille and blocks are shown; otherwise it is ASCII alone, but for names.</param>
    /// <exception cref="ArgumentException">There is no room: fewer than 20 columns or 4 rows.</exception>
    public string ToText(int columns = 100, int? rows = null, bool unicode = true)
    {
        if (columns is < 20 or > 2000 || rows is < 4 or > 2000)
            throw new ArgumentException(
                $"ToText got {columns} columns and {rows ?? Rows} rows but needs 20 to 2000 columns and 4 to 2000 rows. Give it more " +
                $"room.");
        var canvas = TextCanvas.Of(columns, rows ?? Rows, unicode);
        Draw(canvas);
        return canvas.ToString();
    }

    (double, double) Checked() => (Math.Clamp(Size.Width, LeastSide, MostSide), Math.Clamp(Size.Height, LeastSide, MostSide));
}
