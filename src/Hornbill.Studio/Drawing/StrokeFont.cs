using Hornbill.Images;

namespace Hornbill.Studio.Drawing;

/// <summary>Letters as strokes, for any size: the dots of the pixel font joined with their neighbours, so that slants become smooth. A unit
/// is a dot.</summary>
static class StrokeFont
{
    /// <summary>From one letter to the next, and the height of capitals.</summary>
    public const double Step = PixelFont.Step, CapHeight = PixelFont.Height - 1;

    static readonly Point[][][] Letters = [.. Enumerable.Range(0, 128).Select(c => Join((char)c))];

    /// <summary>The strokes of a letter, from the top left of its cell.</summary>
    public static Point[][] Of(char letter) => Letters[letter is >= ' ' and <= '~' ? letter : '?'];

    static Point[][] Join(char c)
    {
        bool On(int x, int y) => x >= 0 && y is >= 0 and < PixelFont.Height && PixelFont.Dot(c, x, y);
        List<Point[]> strokes = [];
        for (var y = 0; y < PixelFont.Height; y++)
            for (var x = 0; x < PixelFont.Width; x++)
            {
                if (!On(x, y)) continue;
                var before = strokes.Count;
                if (On(x + 1, y)) strokes.Add([new(x, y), new(x + 1, y)]);
                if (On(x, y + 1)) strokes.Add([new(x, y), new(x, y + 1)]);
                if (On(x + 1, y + 1) && !On(x + 1, y) && !On(x, y + 1)) strokes.Add([new(x, y), new(x + 1, y + 1)]);
                if (On(x - 1, y + 1) && !On(x - 1, y) && !On(x, y + 1)) strokes.Add([new(x, y), new(x - 1, y + 1)]);
                if (strokes.Count == before) strokes.Add([new(x, y), new(x, y)]); // a dot, or an end
            }
        return [.. strokes];
    }
}
