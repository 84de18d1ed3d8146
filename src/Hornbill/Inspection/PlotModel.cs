using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>Draws a model's graph: a box for each layer, arrows for what flows between them.</summary>
/// <example><code>File.WriteAllText("model.svg", model.ToSvg(showShapes: true, showLayerNames: true));</code></example>
public static class PlotModel
{
    /// <summary>The graph as an SVG picture.</summary>
    /// <param name="model">The model.</param>
    /// <param name="showShapes">Whether boxes say the shapes of inputs and outputs.</param>
    /// <param name="showLayerNames">Whether boxes say the layers' names beside their classes.</param>
    /// <param name="rankDir">"TB" from top to bottom, or "LR" from left to right.</param>
    /// <param name="expandNested">Whether models within are drawn with their layers.</param>
    /// <exception cref="ArgumentException">The direction is not known.</exception>
    public static string ToSvg(this Model model, bool showShapes = false, bool showLayerNames = false, string rankDir = "TB",
        bool expandNested = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        var diagram = model.ToDiagram(expandNested);
        return DiagramSvg.Write(diagram, [.. diagram.Boxes.Select(b => new DiagramLabel(b, showShapes, showLayerNames))],
            IsHorizontal(rankDir));
    }

    /// <summary>The graph in the language of Graphviz: <c>dot -Tpng</c> draws it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="showShapes">Whether boxes say the shapes of inputs and outputs.</param>
    /// <param name="showLayerNames">Whether boxes say the layers' names beside their classes.</param>
    /// <param name="rankDir">"TB" from top to bottom, or "LR" from left to right.</param>
    /// <param name="expandNested">Whether models within are drawn with their layers.</param>
    /// <exception cref="ArgumentException">The direction is not known.</exception>
    public static string ToDot(this Model model, bool showShapes = false, bool showLayerNames = false, string rankDir = "TB",
        bool expandNested = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        var diagram = model.ToDiagram(expandNested);
        return DiagramDot.Write(diagram, [.. diagram.Boxes.Select(b => new DiagramLabel(b, showShapes, showLayerNames))],
            IsHorizontal(rankDir));
    }

    static bool IsHorizontal(string rankDir) => rankDir?.ToUpperInvariant() switch
    {
        "TB" => false,
        "LR" => true,
        _ => throw Choices.Unknown("rankDir", rankDir ?? "null", ["TB", "LR"]),
    };
}

/// <summary>What a box says: a title and lines below it.</summary>
sealed class DiagramLabel(DiagramBox box, bool showShapes, bool showLayerNames)
{
    public string Title { get; } = showLayerNames ? $"{box.Name} ({box.Kind})" : box.Kind;

    public string[] Lines { get; } = showShapes ? [$"Input: {Text(box.Inputs)}", $"Output: {Text(box.Outputs)}"] : [];

    static string Text(IReadOnlyList<Shape> shapes)
    {
        var each = shapes.Select(s => $"(None, {string.Join(", ", s)})").ToArray();
        return each.Length == 1 ? each[0] : $"[{string.Join(", ", each)}]";
    }
}

/// <summary>Text within XML and what borrows its rules.</summary>
static class Xml
{
    /// <summary>As it may stand between tags and in attributes; characters that XML has none of become U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new System.Text.StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                < ' ' or 0xFFFE or 0xFFFF or (>= 0x7F and < 0xA0) => "\uFFFD",
                _ => rune.ToString(),
            });
        return escaped.ToString();
    }
}
