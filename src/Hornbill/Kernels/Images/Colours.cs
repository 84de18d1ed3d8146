using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Changes of an image's values, each pixel or channel by itself, from x to y (height, width, channels). Ranges are the least and
/// the greatest value that images have.</summary>
static class Colours
{
    // Shares of red, green and blue in grey: ITU-R BT.601.
    const float Red = 0.2989f, Green = 0.587f, Blue = 0.114f;

    /// <summary>y = x + share × (grey − x), kept in the range; images of other than three channels take their mean as grey.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fade(ReadOnlySpan<float> x, Span<float> y, int channels, float share, float low, float high)
    {
        for (var i = 0; i < x.Length; i += channels)
        {
            var grey = channels == 3 ? (Red * x[i]) + (Green * x[i + 1]) + (Blue * x[i + 2]) : Mean(x.Slice(i, channels));
            for (var c = i; c < i + channels; c++) y[c] = Math.Clamp(x[c] + (share * (grey - x[c])), low, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Mean(ReadOnlySpan<float> x)
    {
        var sum = 0f;
        foreach (var v in x) sum += v;
        return sum / x.Length;
    }

    /// <summary>Hue turned by a share of the circle and saturation multiplied, of red, green and blue: by way of hue, saturation and value
    /// (Smith, 1978).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tint(ReadOnlySpan<float> x, Span<float> y, double turn, double saturation, float low, float high)
    {
        double span = high - low;
        for (var i = 0; i < x.Length; i += 3)
        {
            double r = Math.Clamp((x[i] - low) / span, 0, 1), g = Math.Clamp((x[i + 1] - low) / span, 0, 1), b =
                Math.Clamp((x[i + 2] - low) / span, 0, 1);
            double value = Math.Max(r, Math.Max(g, b)), chroma = value - Math.Min(r, Math.Min(g, b));
            // in sixths
            var hue = chroma == 0 ? 0 : value == r ? (g - b) / chroma : value == g ? 2 + ((b - r) / chroma) : 4 + ((r - g) / chroma);
            hue += 6 * turn;
            chroma = value * Math.Min(1, value == 0 ? 0 : chroma / value * saturation);
            y[i] = (float)(low + (span * Channel(hue, value, chroma, 5)));
            y[i + 1] = (float)(low + (span * Channel(hue, value, chroma, 3)));
            y[i + 2] = (float)(low + (span * Channel(hue, value, chroma, 1)));
        }
    }

    // value − chroma × max(0, min(k, 4 − k, 1)) with k = (n + hue) mod 6: n is 5 for red, 3 for green, 1 for blue.
    static double Channel(double hue, double value, double chroma, int n)
    {
        var k = n + hue;
        k -= 6 * Math.Floor(k / 6);
        return value - (chroma * Math.Max(0, Math.Min(k, Math.Min(4 - k, 1))));
    }

    /// <summary>low + high − x where x plus an addition, kept in the range, is at least the threshold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solarize(ReadOnlySpan<float> x, Span<float> y, float addition, float threshold, float low, float high)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var v = Math.Clamp(x[i] + addition, low, high);
            y[i] = v < threshold ? v : low + high - v;
        }
    }

    /// <summary>Only the upper bits of 8 are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Posterize(ReadOnlySpan<float> x, Span<float> y, int bits, float low, float high)
    {
        var mask = 0xff & (0xff << (8 - bits));
        var scale = 255 / (high - low);
        for (var i = 0; i < x.Length; i++) y[i] = low + (((int)Math.Clamp((x[i] - low) * scale, 0, 255) & mask) / scale);
    }

    /// <summary>high − x, with the low end 0 as it mostly is; low + high − x for any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Invert(ReadOnlySpan<float> x, Span<float> y, float low, float high)
    {
        for (var i = 0; i < x.Length; i++) y[i] = low + high - x[i];
    }

    /// <summary>Each channel's least value becomes low, its greatest high; a channel of one value stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stretch(ReadOnlySpan<float> x, Span<float> y, int channels, float low, float high)
    {
        for (var c = 0; c < channels; c++)
        {
            float least = x[c], greatest = x[c];
            for (var i = c; i < x.Length; i += channels) (least, greatest) = (Math.Min(least, x[i]), Math.Max(greatest, x[i]));
            var scale = greatest > least ? (high - low) / (greatest - least) : 0;
            for (var i = c; i < x.Length; i += channels) y[i] = scale == 0 ? x[i] : Math.Clamp(low + ((x[i] - least) * scale), low, high);
        }
    }

    /// <summary>Each channel's levels spread by its histogram of so many bins, as Keras rounds: to 255 levels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Equalize(ReadOnlySpan<float> x, Span<float> y, int channels, int bins, float low, float high)
    {
        var upTo = new int[bins];
        float to255 = 255 / (high - low), toBin = (bins - 1) / 255f;
        for (var c = 0; c < channels; c++)
        {
            Array.Clear(upTo);
            for (var i = c; i < x.Length; i += channels) upTo[Bin(x[i])]++;
            for (var b = 1; b < bins; b++) upTo[b] += upTo[b - 1];
            var lowest = upTo.First(n => n > 0);
            for (var i = c; i < x.Length; i += channels)
                y[i] = lowest == upTo[^1] ? x[i] : low + (MathF.Round((upTo[Bin(x[i])] - lowest) * 255f / (upTo[^1] - lowest)) / to255);
        }

        int Bin(float v) => Math.Clamp((int)((v - low) * to255 * toBin), 0, bins - 1);
    }

    /// <summary>y = x + share × (smooth − x), kept in the range; smooth is the mean of the nine pixels around, the middle one counting
    /// five, and 0 beyond the edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Soften(ReadOnlySpan<float> x, Span<float> y, int height, int width, int channels, float share, float low, float high)
    {
        for (var r = 0; r < height; r++)
            for (var q = 0; q < width; q++)
                for (var c = 0; c < channels; c++)
                {
                    var (at, sum) = ((((r * width) + q) * channels) + c, 0f);
                    for (var i = Math.Max(0, r - 1); i <= Math.Min(height - 1, r + 1); i++)
                        for (var j = Math.Max(0, q - 1); j <= Math.Min(width - 1, q + 1); j++) sum += x[(((i * width) + j) * channels) + c];
                    var smooth = (sum + (4 * x[at])) / 13;
                    y[at] = Math.Clamp(x[at] + (share * (smooth - x[at])), low, high);
                }
    }

    /// <summary>Blurred along rows and columns by a kernel each, with 0 beyond the edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Blur(ReadOnlySpan<float> x, Span<float> y, int height, int width, int channels, ReadOnlySpan<float> down,
        ReadOnlySpan<float> across)
    {
        Span<float> rows = new float[x.Length];
        var row = width * channels;
        for (var i = 0; i < x.Length; i++)
            for (var (k, at) = (0, i - (down.Length / 2 * row)); k < down.Length; k++, at += row)
                if ((uint)at < (uint)x.Length) rows[i] += down[k] * x[at];
        y.Clear();
        for (var i = 0; i < x.Length; i++)
            for (var (k, at) = (0, (i % row) - (across.Length / 2 * channels)); k < across.Length; k++, at += channels)
                if ((uint)at < (uint)row) y[i] += across[k] * rows[i - (i % row) + at];
    }
}
