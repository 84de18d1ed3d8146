namespace Hornbill.Studio.Drawing;

/// <summary>A place in a picture, from the top left corner.</summary>
readonly record struct Point(double X, double Y);

/// <summary>A part of a picture.</summary>
readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public Point Centre => new(X + (Width / 2), Y + (Height / 2));

    public Point[] Corners => [new(X, Y), new(Right, Y), new(Right, Bottom), new(X, Bottom)];
}

/// <summary>How a line is drawn: its colour, its width in lines of a pixel, and which pattern of strokes and gaps.</summary>
readonly record struct Pen(Ink Ink, double Width = 1, int Dash = 0, double Opacity = 1);

/// <summary>Where a text lies beside its place.</summary>
enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>What pictures are drawn on: a page of SVG, pixels, or the letters of a terminal. Lengths are units of its own, of which letters
/// have so many.</summary>
abstract class Canvas
{
    /// <summary>From the top left corner.</summary>
    public required double Width { get; init; }

    public required double Height { get; init; }

    /// <summary>Of a line of text.</summary>
    public abstract double LineHeight { get; }

    /// <summary>Between things.</summary>
    public abstract double Gap { get; }

    public abstract double TextWidth(string text);

    /// <summary>A line through points.</summary>
    public abstract void Line(IReadOnlyList<Point> points, Pen pen);

    /// <summary>What points enclose.</summary>
    public abstract void Fill(IReadOnlyList<Point> corners, Ink ink, double opacity = 1);

    /// <summary>A sign of a kind at a place.</summary>
    public abstract void Mark(Point at, int kind, Ink ink);

    /// <summary>A text whose middle height is at a place; turned it reads upwards.</summary>
    public abstract void Text(Point at, string text, Anchor anchor, Ink ink, bool bold = false, bool turned = false);

    public void Rectangle(Box box, Ink ink, double opacity = 1) => Fill(box.Corners, ink, opacity);

    public void Frame(Box box, Pen pen) => Line([.. box.Corners, new(box.X, box.Y)], pen);
}
