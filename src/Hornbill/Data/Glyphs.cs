using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>A generated data set: ten figures drawn with strokes, 28×28 grey, of random place, size, width, slant, thickness and ink,
/// over a light stray stroke and noise. It needs no file and no network, and one seed gives the same bytes on every machine.
/// On the default set softmax regression reaches a test accuracy of 0.89; two convolutions (32, 64) and a dense layer of 64 reach 0.98
/// after three epochs and 0.99 after five.</summary>
/// <example><code>var (train, test) = Glyphs.Load();</code></example>
public static class Glyphs
{
    const int Side = GlyphCanvas.Side;
    const int FirstNoise = 64; // random numbers below are the figure's

    /// <summary>The figures' names, by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. GlyphFigure.All.Select(f => f.Name)];

    /// <summary>Draws <paramref name="train"/> and <paramref name="test"/> images, every class as often as the others, in random order.
    /// The same seed gives the same first images whatever the numbers.</summary>
    /// <param name="seed">Of the drawing.</param>
    /// <param name="train">Training images.</param>
    /// <param name="test">Test images.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of images is below 1.</exception>
    public static (Dataset Train, Dataset Test) Load(ulong seed = 0, int train = 6000, int test = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(train, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(test, 1);
        return (Draw(seed, part: 0, train), Draw(seed, part: 1, test));
    }

    static Dataset Draw(ulong seed, uint part, int count)
    {
        var images = new byte[checked(count * Side * Side)];
        var labels = new byte[count];
        var canvas = new GlyphCanvas();
        for (var i = 0; i < count; i++)
        {
            labels[i] = Label(seed, part, i);
            Draw(canvas, GlyphFigure.All[labels[i]], new(seed, Purpose.Glyphs, part, (uint)i), images.AsSpan(i * Side * Side, Side * Side));
        }
        return new("glyphs", [Side, Side, 1], images, labels, ClassNames);
    }

    // Each run of ten images holds every class once, in an order of its own.
    static byte Label(ulong seed, uint part, int i)
    {
        var (run, place) = Math.DivRem(i, GlyphFigure.All.Length);
        var random = new Philox(seed, Purpose.Glyphs, part + 2, (uint)run);
        Span<byte> order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for (var k = order.Length - 1; k > 0; k--)
        {
            var j = random.Below((ulong)k, k + 1);
            (order[k], order[j]) = (order[j], order[k]);
        }
        return order[place];
    }

    static void Draw(GlyphCanvas canvas, GlyphFigure figure, Philox random, Span<byte> image)
    {
        ulong drawn = 0;
        float Between(float low, float high)
        {
            random.Next(drawn++, out var word, out _, out _, out _);
            return low + ((high - low) * Philox.Unit(word));
        }

        canvas.Clear();
        var (x, y) = (Between(1, Side - 1), Between(1, Side - 1));
        canvas.Stroke(x, y, x + Between(-8, 8), y + Between(-8, 8), radius: 0.7f, ink: Between(0.15f, 0.35f));

        var height = 10 * Between(0.6f, 1.1f); // half of it, in pixels
        var width = height * Between(0.7f, 1);
        var slant = Between(-0.3f, 0.3f);
        var (left, top) = ((Side / 2) + Between(-3.5f, 3.5f), (Side / 2) + Between(-3.5f, 3.5f));
        var (radius, ink) = (Between(0.6f, 1.4f), Between(0.6f, 1));
        (float, float) Place((float X, float Y) p) => (left + (width * p.X) + (slant * height * p.Y), top + (height * p.Y));
        foreach (var (from, to) in figure.Segments)
        {
            var ((x0, y0), (x1, y1)) = (Place(from), Place(to));
            canvas.Stroke(x0, y0, x1, y1, radius, ink);
        }
        canvas.Develop(random, FirstNoise, noise: (int)Between(10, 50), image);
    }
}
