using System.Globalization;
using System.Text;

namespace Hornbill.Studio.Drawing;

/// <summary>A picture as SVG: with plain colours, which every reader knows, and classes by which a page makes others of them.</summary>
sealed class SvgCanvas(Theme theme) : Canvas
{
    const double Size = 12, Letter = 0.56, Sign = 3.2; // sans-serif letters are narrower on average

    readonly StringBuilder _body = new();

    public override double LineHeight => 16;

    public override double Gap => 6;

    public override double TextWidth(string text) => text.Length * Size * Letter;

    public override void Line(IReadOnlyList<Point> points, Pen pen)
    {
        var dashes = Dashes.Of(pen.Dash);
        Add($"<polyline points=\"{Points(points)}\" fill=\"none\" {Colour("stroke", pen.Ink)} class=\"{Stroke(pen.Ink)}\" " +
            $"stroke-width=\"{pen.Width:0.##}\" stroke-linejoin=\"round\"" +
            $"{(dashes.Length == 0 ? "" : $" stroke-dasharray=\"{string.Join(' ', dashes.Select(d => Number(d * pen.Width)))}\"")}{Opacity("stroke", pen.Opacity)}/>");
    }

    public override void Fill(IReadOnlyList<Point> corners, Ink ink, double opacity = 1) =>
        Add($"<polygon points=\"{Points(corners)}\" {Colour("fill", ink)} class=\"{Filled(ink)}\"{Opacity("fill", opacity)}/>");

    // Filled with paper, so that signs above each other are seen.
    public override void Mark(Point at, int kind, Ink ink) =>
        Add($"<polygon points=\"{Points(Marks.Of(kind, at, Sign))}\" {Colour("fill", Ink.Paper)} {Colour("stroke", ink)} " +
            $"class=\"{Filled(Ink.Paper)} {Stroke(ink)}\" stroke-width=\"1.4\"/>");

    public override void Text(Point at, string text, Anchor anchor, Ink ink, bool bold = false, bool turned = false)
    {
        var place = turned ? $"transform=\"translate({Number(at.X + (Size * 0.35))} {Number(at.Y)}) rotate(-90)\""
            : $"x=\"{Number(at.X)}\" y=\"{Number(at.Y + (Size * 0.35))}\"";
        Add($"<text {place} text-anchor=\"{anchor.ToString().ToLowerInvariant()}\" {Colour("fill", ink)} " +
            $"class=\"{Filled(ink)}\"{(bold ? " font-weight=\"bold\"" : "")}>{Xml.Escape(text)}</text>");
    }

    /// <summary>The picture by itself, or as a part of a page that has the style.</summary>
    public string ToSvg(string title, bool inPage)
    {
        var style = inPage || theme != Theme.Auto ? "" : $"<style>{DarkStyle}</style>\n";
        var size = string.Create(CultureInfo.InvariantCulture,
            $"width=\"{Width:0}\" height=\"{Height:0}\" viewBox=\"0 0 {Width:0} {Height:0}\"");
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" {size} role=\"img\" font-family=\"Helvetica, Arial, sans-serif\" " +
            $"font-size=\"{Size:0}\">\n" +
               $"<title>{Xml.Escape(title)}</title>\n{style}<rect width=\"100%\" height=\"100%\" {Colour("fill", Ink.Paper)} " +
               $"class=\"{Filled(Ink.Paper)}\"/>\n{_body}</svg>\n";
    }

    /// <summary>Makes the colours dark where the reader's system is.</summary>
    public static string DarkStyle => "@media(prefers-color-scheme:dark){"
        + string.Concat(Enumerable.Range(0, Colours.Count).Select(i => new Ink(i)).Select(i =>
        $".{Filled(i)}{{fill:{Colours.Hex(i, Theme.Dark)}}}.{Stroke(i)}{{stroke:{Colours.Hex(i, Theme.Dark)}}}")) + "}";

    string Colour(string what, Ink ink) => $"{what}=\"{Colours.Hex(ink, theme)}\"";

    static string Filled(Ink ink) => $"f{ink.Index}";

    static string Stroke(Ink ink) => $"k{ink.Index}";

    void Add(FormattableString line) => _body.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    void Add(string line) => _body.Append(line).Append('\n');

    static string Opacity(string what, double opacity) => opacity >= 1 ? "" : $" {what}-opacity=\"{Number(opacity)}\"";

    static string Points(IEnumerable<Point> points) => string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"));

    static string Number(double x) => x.ToString("0.##", CultureInfo.InvariantCulture);
}
