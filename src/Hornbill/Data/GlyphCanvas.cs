using Hornbill.Kernels;

namespace Hornbill.Data;

/// <summary>Paper for <see cref="Glyphs"/>. It computes with + − × ÷ √ alone, which every machine rounds alike.</summary>
sealed class GlyphCanvas
{
    public const int Side = 28;

    readonly float[] _ink = new float[Side * Side]; // in [0, 1]

    public void Clear() => _ink.AsSpan().Clear();

    /// <summary>Draws a segment with round ends; its edge fades over one pixel. Where strokes meet, the darker one stays.</summary>
    public void Stroke(float x0, float y0, float x1, float y1, float radius, float ink)
    {
        var (dx, dy) = (x1 - x0, y1 - y0);
        var squared = MathF.Max((dx * dx) + (dy * dy), 1e-6f);
        var reach = radius + 0.5f;
        var (left, right) = Span(x0, x1, reach);
        var (top, bottom) = Span(y0, y1, reach);
        for (var row = top; row < bottom; row++)
            for (var column = left; column < right; column++)
            {
                var (x, y) = (column + 0.5f - x0, row + 0.5f - y0);
                var along = Math.Clamp(((x * dx) + (y * dy)) / squared, 0, 1);
                var (ex, ey) = (x - (along * dx), y - (along * dy));
                var cover = Math.Clamp(reach - MathF.Sqrt((ex * ex) + (ey * ey)), 0, 1);
                ref var pixel = ref _ink[(row * Side) + column];
                pixel = MathF.Max(pixel, cover * ink);
            }
    }

    /// <summary>Writes the pixels, each changed by up to <paramref name="noise"/> of 255.</summary>
    public void Develop(Philox random, ulong index, int noise, Span<byte> image)
    {
        for (var i = 0; i < image.Length; i += 4)
        {
            random.Next(index++, out var a, out var b, out var c, out var d);
            image[i] = Grain(_ink[i], noise, a);
            image[i + 1] = Grain(_ink[i + 1], noise, b);
            image[i + 2] = Grain(_ink[i + 2], noise, c);
            image[i + 3] = Grain(_ink[i + 3], noise, d);
        }
    }

    static byte Grain(float ink, int noise, uint word)
    {
        var change = (((int)(word >> 24) - 128) * noise) >> 7;
        return (byte)Math.Clamp((int)((ink * 255) + 0.5f) + change, 0, 255);
    }

    // The pixels, first to past the last, that a stroke from a to b can touch.
    static (int First, int End) Span(float a, float b, float reach) =>
        ((int)Math.Clamp(MathF.Min(a, b) - reach, 0, Side), (int)Math.Clamp(MathF.Max(a, b) + reach + 1, 0, Side));
}
