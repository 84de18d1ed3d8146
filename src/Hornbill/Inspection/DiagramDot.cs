using System.Globalization;
using System.Text;
using Hornbill.Models;

namespace Hornbill.Inspection;

/// <summary>A diagram in the language of Graphviz.</summary>
static class DiagramDot
{
    const string Table = "<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"6\">";

    public static string Write(Diagram diagram, DiagramLabel[] labels, bool horizontal)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"digraph \"{Quote(diagram.Name)}\" {{");
        text.AppendLine(CultureInfo.InvariantCulture, $"  rankdir={(horizontal ? "LR" : "TB")};");
        text.AppendLine("  node [shape=plain, fontname=\"Helvetica\", fontsize=12];");
        for (var i = 0; i < labels.Length; i++)
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  n{i} [label=<{Table}{Title(labels[i])}{string.Concat(labels[i].Lines.Select(Line))}</table>>];");
        foreach (var (from, to) in diagram.Edges) text.AppendLine(CultureInfo.InvariantCulture, $"  n{from} -> n{to};");
        return text.AppendLine("}").ToString();
    }

    static string Title(DiagramLabel label) =>
        $"<tr><td bgcolor=\"#202020\"><font color=\"white\"><b>{Xml.Escape(label.Title)}</b></font></td></tr>";

    static string Line(string line) => $"<tr><td align=\"left\">{Xml.Escape(line)}</td></tr>";

    static string Quote(string name) =>
        string.Concat(name.Select(c => char.IsControl(c) ? " " : c is '"' or '\\' ? $"\\{c}" : $"{c}"));
}
