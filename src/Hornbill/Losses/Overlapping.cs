using Hornbill.Layers;
namespace Hornbill.Losses;

/// <summary>The axes over which what overlaps is summed: all of the batch, or those named.</summary>
static class Overlapping
{
    public static int[]? Axes(Config c) => c.DoublesOrNull("axis") is { Length: > 0 } axes ? [.. axes.Select(a => (int)a)] : null;

    /// <summary>The axes from 0 on; null for all.</summary>
    public static int[]? Checked(string loss, int[]? axis, int rank)
    {
        if (axis is not { Length: > 0 }) return null;
        if (axis.Any(a => a < -rank || a >= rank))
            throw new ArgumentException(
                $"{loss} got the axes ({string.Join(", ", axis)}) but predictions have {rank} with the batch. Give axes from 0, the " +
                $"batch, to {rank - 1}.");
        return [.. axis.Select(a => a < 0 ? a + rank : a).Distinct()];
    }
}
