using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>How often each level of a range of values occurs, and what equalisation makes of it.</summary>
static class Histograms
{
    /// <summary>The level of a value, of so many between two ends.</summary>
    public static int Level(float value, float low, float high, int levels) =>
        Math.Clamp((int)((value - low) / (high - low) * levels), 0, levels - 1);

    /// <summary>Fills in the value of each level, of every <paramref name="step"/>-th value from one on: in proportion to how many values
    /// lie at most as high.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Equalize(ReadOnlySpan<float> values, int from, int step, float low, float high, Span<float> levels)
    {
        levels.Clear();
        var count = 0;
        for (var i = from; i < values.Length; i += step, count++) levels[Level(values[i], low, high, levels.Length)]++;
        var lowest = levels[levels.IndexOfAnyExcept(0f)];
        var upTo = 0.0;
        for (var l = 0; l < levels.Length; l++)
        {
            upTo += levels[l];
            // Of one level alone nothing can be spread: it stays.
            levels[l] = count == lowest ? low + ((high - low) * l / (levels.Length - 1))
                : (float)(low + ((high - low) * Math.Max(0, upTo - lowest) / (count - lowest)));
        }
    }
}
