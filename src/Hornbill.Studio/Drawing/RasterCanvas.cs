using Hornbill.Images;

namespace Hornbill.Studio.Drawing;

/// <summary>A picture as pixels, with smooth edges.</summary>
sealed class RasterCanvas : Canvas
{
    const double Dot = 1.2, Sign = 3.2; // of a letter's dots

    readonly Theme _theme;
    readonly double _scale;
    readonly Coverage _coverage;
    readonly byte[] _pixels;

    public RasterCanvas(double width, double height, Theme theme, double scale)
    {
        var (columns, rows) = ((int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale));
        (_theme, _scale, _coverage, _pixels) = (theme, scale, new(columns, rows), new byte[checked(columns * rows * 3)]);
        _coverage.All();
        Paint(Ink.Paper, 1);
    }

    public override double LineHeight => 16;

    public override double Gap => 6;

    public override double TextWidth(string text) => text.Length * StrokeFont.Step * Dot;

    public Image ToImage() => new(_coverage.Width, _coverage.Height, 3, _pixels);

    public override void Line(IReadOnlyList<Point> points, Pen pen)
    {
        foreach (var stroke in Dashes.Cut(points, pen.Dash, pen.Width)) Stroke(stroke, pen.Width);
        Paint(pen.Ink, pen.Opacity);
    }

    public override void Fill(IReadOnlyList<Point> corners, Ink ink, double opacity = 1)
    {
        _coverage.Polygon([.. corners.Select(Scaled)]);
        Paint(ink, opacity);
    }

    public override void Mark(Point at, int kind, Ink ink)
    {
        var corners = Marks.Of(kind, at, Sign);
        Fill(corners, Ink.Paper);
        Line([.. corners, corners[0]], new(ink, 1.4));
    }

    public override void Text(Point at, string text, Anchor anchor, Ink ink, bool bold = false, bool turned = false)
    {
        var start = -(TextWidth(text) - Dot) * (anchor switch { Anchor.Start => 0, Anchor.Middle => 0.5, _ => 1 });
        for (var i = 0; i < text.Length; i++)
            foreach (var stroke in StrokeFont.Of(text[i])) Stroke([.. stroke.Select(p => Placed(p, start + (i * StrokeFont.Step * Dot)))],
                Dot * (bold ? 1.6 : 1));
        Paint(ink, 1);

        Point Placed(Point p, double along)
        {
            var (x, y) = (along + (p.X * Dot), (p.Y - ((StrokeFont.CapHeight - 1) / 2)) * Dot);
            return turned ? new(at.X + y, at.Y - x) : new(at.X + x, at.Y + y);
        }
    }

    void Stroke(Point[] points, double width)
    {
        for (var i = 1; i < points.Length; i++) _coverage.Stroke(Scaled(points[i - 1]), Scaled(points[i]), width * _scale);
    }

    Point Scaled(Point p) => new(p.X * _scale, p.Y * _scale);

    void Paint(Ink ink, double opacity)
    {
        var colour = Colours.Of(ink, _theme);
        _coverage.Take((at, covered) =>
        {
            var share = covered * opacity;
            for (var c = 0; c < 3; c++)
            {
                ref var pixel = ref _pixels[(3 * at) + c];
                pixel = (byte)Math.Round(pixel + (((byte)(colour >> (16 - (8 * c))) - pixel) * share));
            }
        });
    }
}
