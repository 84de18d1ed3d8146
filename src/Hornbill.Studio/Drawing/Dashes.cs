namespace Hornbill.Studio.Drawing;

/// <summary>Patterns of strokes and gaps, in widths of the line, by which lines are told apart without colours.</summary>
static class Dashes
{
    static readonly double[][] Patterns = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 2, 1, 2, 1, 2], [1, 3]];

    public static double[] Of(int kind) => Patterns[kind % Patterns.Length];

    /// <summary>The strokes of a line through points.</summary>
    public static IEnumerable<Point[]> Cut(IReadOnlyList<Point> points, int kind, double unit)
    {
        var pattern = Of(kind);
        if (pattern.Length == 0)
        {
            yield return [.. points];
            yield break;
        }
        List<Point> stroke = [points[0]];
        var (at, left) = (0, pattern[0] * unit);
        for (var i = 1; i < points.Count; i++)
        {
            var from = points[i - 1];
            for (var length = Distance(from, points[i]); length > left; length = Distance(from, points[i]))
            {
                from = new(from.X + ((points[i].X - from.X) * left / length), from.Y + ((points[i].Y - from.Y) * left / length));
                if (at % 2 == 0) yield return [.. stroke, from];
                stroke = [from];
                left = pattern[++at % pattern.Length] * unit;
            }
            left -= Distance(from, points[i]);
            stroke.Add(points[i]);
        }
        if (at % 2 == 0) yield return [.. stroke];
    }

    static double Distance(Point a, Point b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
