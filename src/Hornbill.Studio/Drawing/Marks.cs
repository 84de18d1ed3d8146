namespace Hornbill.Studio.Drawing;

/// <summary>Signs by which series are told apart: lines about a place, each a closed shape.</summary>
static class Marks
{
    public const string Letters = "ox+*#@%";

    /// <summary>The corners of a sign of a radius.</summary>
    public static Point[] Of(int kind, Point at, double r) => (kind % 6) switch
    {
        0 => Round(at, r, 16, 0),
        1 => Round(at, r * 1.2, 4, Math.PI / 4),       // square
        2 => Round(at, r * 1.3, 3, -Math.PI / 2),      // triangle
        3 => Round(at, r * 1.25, 4, 0),                // diamond
        4 => Round(at, r * 1.3, 3, Math.PI / 2),       // triangle on its point
        _ => Round(at, r * 1.2, 5, -Math.PI / 2),      // pentagon
    };

    static Point[] Round(Point at, double r, int corners, double turn) =>
        [.. Enumerable.Range(0, corners).Select(i => turn + (2 * Math.PI * i / corners)).Select(a =>
            new Point(at.X + (r * Math.Cos(a)), at.Y + (r * Math.Sin(a))))];
}
