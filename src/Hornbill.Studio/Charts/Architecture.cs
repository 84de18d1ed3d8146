using Hornbill.Inspection;
using Hornbill.Models;
using Hornbill.Studio.Drawing;

namespace Hornbill.Studio;

/// <summary>A model's graph: a box for each layer with its shapes, and arrows between them.</summary>
/// <example><code>PngWriter.Write("model.png", new Architecture(model).ToImage());</code></example>
public sealed class Architecture : Picture
{
    const double Margin = 14, Letter = 7.2, TitleHeight = 24, Head = 7;

    readonly Diagram _diagram;
    readonly string[][] _lines;
    readonly DiagramLayout _layout;

    /// <summary>Of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="showShapes">Whether boxes say the shapes of what comes out.</param>
    /// <param name="showLayerNames">Whether boxes say the layers' names beside their classes.</param>
    /// <param name="horizontal">Whether it goes from left to right.</param>
    /// <param name="expandNested">Whether models within are drawn with their layers.</param>
    public Architecture(Model model, bool showShapes = true, bool showLayerNames = true, bool horizontal = false, bool expandNested = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        Title = model.Name;
        _diagram = model.ToDiagram(expandNested);
        _lines = [.. _diagram.Boxes.Select(b => (string[])[b.Kind, .. showLayerNames ? (string[])[b.Name] : [], .. showShapes
            ? (string[])[string.Join(", ", b.Outputs)] : []])];
        _layout = DiagramLayout.Of([.. _lines.Select(l =>
            ((l.Max(t => t.Length) * Letter) + 20, TitleHeight + ((l.Length - 1) * 16.0) + (l.Length > 1 ? 6 : 0)))], _diagram.Edges,
            horizontal);
    }

    internal override (double Width, double Height) Size => (_layout.Width + (2 * Margin), _layout.Height + (2 * Margin));

    internal override int Rows => (int)(_layout.Height / 14) + 4;

    internal override void Draw(Canvas canvas)
    {
        // In letters, as large as there is room for.
        var scale = canvas is TextCanvas ? Math.Min(canvas.Width / Size.Width, canvas.Height / Size.Height) : 1;
        Point At(double x, double y) => new((x + Margin) * scale, (y + Margin) * scale);
        foreach (var line in _layout.Lines)
        {
            canvas.Line([.. line.Select(p => At(p.X, p.Y))], new(Ink.Text, 1.2));
            if (canvas is not TextCanvas) Arrow(canvas, At(line[^2].X, line[^2].Y), At(line[^1].X, line[^1].Y));
        }
        foreach (var (i, box) in _layout.Boxes.Index())
        {
            var frame = new Box((box.X + Margin) * scale, (box.Y + Margin) * scale, box.Width * scale, box.Height * scale);
            canvas.Rectangle(frame, Ink.Paper);
            if (canvas is not TextCanvas) canvas.Rectangle(frame with { Height = TitleHeight }, Ink.Text, 0.12);
            canvas.Frame(frame, new(Ink.Text, 1.2));
            if (canvas is TextCanvas) canvas.Text(frame.Centre,
                string.Join(" ", _lines[i].Take(1).Concat(_lines[i].Skip(_lines[i].Length > 1 ? _lines[i].Length - 1 : 1))), Anchor.Middle,
                Ink.Text);
            else
                for (var t = 0; t < _lines[i].Length; t++)
                    canvas.Text(new(frame.Centre.X, frame.Y + (t == 0 ? TitleHeight / 2 : TitleHeight + 4 + ((t - 0.5) * 16))),
                        _lines[i][t], Anchor.Middle, Ink.Text, bold: t == 0);
        }
    }

    static void Arrow(Canvas canvas, Point from, Point to)
    {
        var length = Math.Max(1e-9, Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y))));
        var (x, y) = ((to.X - from.X) / length, (to.Y - from.Y) / length);
        canvas.Fill([to, new(to.X - (Head * x) - (Head * 0.45 * y), to.Y - (Head * y) + (Head * 0.45 * x)),
            new(to.X - (Head * x) + (Head * 0.45 * y), to.Y - (Head * y) - (Head * 0.45 * x))], Ink.Text);
    }
}
