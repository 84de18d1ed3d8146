using System.Globalization;
using System.Text;
using Hornbill.Models;

namespace Hornbill.Inspection;

/// <summary>A diagram as an SVG picture.</summary>
static class DiagramSvg
{
    const double TitleHeight = 26, LineHeight = 18, Letter = 7.2, Margin = 12;

    static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    public static string Write(Diagram diagram, DiagramLabel[] labels, bool horizontal)
    {
        var layout = DiagramLayout.Of([.. labels.Select(SizeOf)], diagram.Edges, horizontal);
        var (width, height) = (layout.Width + (2 * Margin), layout.Height + (2 * Margin));
        var text = new StringBuilder();
        text.AppendLine(Words,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:F0}\" height=\"{height:F0}\" viewBox=\"0 0 {width:F0} " +
            $"{height:F0}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">");
        text.AppendLine(Words, $"<title>{Xml.Escape(diagram.Name)}</title>");
        text.AppendLine(
            "<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" " +
            "orient=\"auto-start-reverse\"><path d=\"M 0 0 L 10 5 L 0 10 z\"/></marker></defs>");
        text.AppendLine(Words, $"<rect width=\"{width:F0}\" height=\"{height:F0}\" fill=\"white\"/>");
        foreach (var line in layout.Lines)
            text.AppendLine(Words,
                $"<polyline " +
                $"points=\"{string.Join(' ', line.Select(p => string.Create(Words, $"{p.X + Margin:F1},{p.Y + Margin:F1}")))}\" " +
                $"fill=\"none\" stroke=\"black\" marker-end=\"url(#arrow)\"/>");
        for (var i = 0; i < labels.Length; i++) Box(text, labels[i], layout.Boxes[i]);
        return text.AppendLine("</svg>").ToString();
    }

    // Wide enough for letters of 12 points, which are narrower on average.
    static (double Width, double Height) SizeOf(DiagramLabel label) =>
        ((label.Lines.Append(label.Title).Max(l => l.Length) * Letter) + 16, TitleHeight
            + (label.Lines.Length == 0 ? 0 : (label.Lines.Length * LineHeight) + 8));

    static void Box(StringBuilder text, DiagramLabel label, DiagramLayout.Box box)
    {
        var (x, y) = (box.X + Margin, box.Y + Margin);
        text.AppendLine(Words,
            $"<rect x=\"{x:F1}\" y=\"{y:F1}\" width=\"{box.Width:F1}\" height=\"{box.Height:F1}\" fill=\"white\" stroke=\"black\"/>");
        text.AppendLine(Words, $"<rect x=\"{x:F1}\" y=\"{y:F1}\" width=\"{box.Width:F1}\" height=\"{TitleHeight:F1}\" fill=\"#202020\"/>");
        text.AppendLine(Words,
            $"<text x=\"{x + (box.Width / 2):F1}\" y=\"{y + 17:F1}\" text-anchor=\"middle\" font-weight=\"bold\" " +
            $"fill=\"white\">{Xml.Escape(label.Title)}</text>");
        for (var i = 0; i < label.Lines.Length; i++)
            text.AppendLine(Words,
                $"<text x=\"{x + 8:F1}\" y=\"{y + TitleHeight + 4 + ((i + 1) * LineHeight) - 5:F1}\">{Xml.Escape(label.Lines[i])}</text>");
    }
}
