namespace Hornbill.Data;

/// <summary>One of the ten figures of <see cref="Glyphs"/>: straight segments between points in [−1, 1], y downwards.</summary>
sealed class GlyphFigure
{
    const float Unit = 1 / 8f;

    public static readonly GlyphFigure[] All =
    [
        new("ring", [8, 0, 7, 4, 4, 7, 0, 8, -4, 7, -7, 4, -8, 0, -7, -4, -4, -7, 0, -8, 4, -7, 7, -4, 8, 0]),
        new("box", [-7, -7, 7, -7, 7, 7, -7, 7, -7, -7]),
        new("triangle", [-8, 7, 8, 7, 0, -8, -8, 7]),
        new("plus", [-8, 0, 8, 0], [0, -8, 0, 8]),
        new("cross", [-7, -8, 7, 8], [7, -8, -7, 8]),
        new("tee", [-8, -8, 8, -8], [0, -8, 0, 8]),
        new("fork", [-7, -8, 0, 0, 7, -8], [0, 0, 0, 8]),
        new("zed", [-7, -8, 7, -8, -7, 8, 7, 8]),
        new("cup", [-7, -8, -7, 2, -6, 5, -4, 7, 0, 8, 4, 7, 6, 5, 7, 2, 7, -8]),
        new("arch", [-7, 8, -7, -2, -6, -5, -4, -7, 0, -8, 4, -7, 6, -5, 7, -2, 7, 8]),
    ];

    // Each line is x, y, x, y, … in eighths.
    GlyphFigure(string name, params sbyte[][] lines)
    {
        Name = name;
        Segments = [.. lines.SelectMany(Cut)];
    }

    public string Name { get; }

    public ((float X, float Y) From, (float X, float Y) To)[] Segments { get; }

    static IEnumerable<((float, float), (float, float))> Cut(sbyte[] line)
    {
        for (var i = 0; i + 3 < line.Length; i += 2)
            yield return ((line[i] * Unit, line[i + 1] * Unit), (line[i + 2] * Unit, line[i + 3] * Unit));
    }
}
