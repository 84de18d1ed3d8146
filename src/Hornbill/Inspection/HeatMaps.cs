using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>Maps as pictures need them: at an image's size, and from 0 to 1.</summary>
/// <example><code>Tensor heat = HeatMaps.Normalize(HeatMaps.Resize(map.Values, 224, 224));</code></example>
public static class HeatMaps
{
    /// <summary>Maps at another size, bilinear with half-pixel centres, edges held, as <c>torch.nn.functional.interpolate</c> does it
    /// without aligned corners.</summary>
    /// <param name="maps">(n, height, width).</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="width">Columns wanted.</param>
    /// <exception cref="ArgumentException">The maps have another rank, or the size is below 1.</exception>
    public static Tensor Resize(Tensor maps, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Shape.Rank != 3 || height < 1 || width < 1)
            throw new ArgumentException(
                $"Resize got maps of shape {maps.Shape} and the size {height} × {width} but needs (n, height, width) and at least 1 × 1. " +
                $"Give such ones.");
        var result = new Tensor([maps.Shape[0], height, width]);
        var (rows, columns) = (Axis(maps.Shape[1], height), Axis(maps.Shape[2], width));
        for (var n = 0; n < maps.Shape[0]; n++)
        {
            var from = maps.Row(n);
            var to = result.Row(n);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++) to[(y * width) + x] = Between(from, maps.Shape[2], rows[y], columns[x]);
        }
        return result;
    }

    static float Between(ReadOnlySpan<float> map, int width, (int Low, int High, double Share) y, (int Low, int High, double Share) x)
    {
        double Row(ReadOnlySpan<float> row) => row[x.Low] + (x.Share * (row[x.High] - (double)row[x.Low]));
        var (above, below) = (Row(map.Slice(y.Low * width, width)), Row(map.Slice(y.High * width, width)));
        return (float)(above + (y.Share * (below - above)));
    }

    // For each new place the two old ones about it, and how far it is from the first.
    static (int Low, int High, double Share)[] Axis(int from, int to) =>
        [.. Enumerable.Range(0, to).Select(i => Math.Clamp(((i + 0.5) * from / to) - 0.5, 0, from - 1)).Select(at =>
            ((int)at, Math.Min((int)at + 1, from - 1), at - (int)at))];

    /// <summary>Each map divided by its greatest magnitude, so that it lies from 0 to 1, or −1 to 1; one of zeros stays.</summary>
    /// <param name="maps">(n, …).</param>
    public static Tensor Normalize(Tensor maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var result = new Tensor(maps.Shape, [.. maps.Data]);
        for (var n = 0; n < maps.Shape[0]; n++)
        {
            var row = result.Row(n);
            var most = 0f;
            foreach (var v in row) most = MathF.Max(most, MathF.Abs(v));
            for (var i = 0; i < row.Length && most > 0; i++) row[i] /= most;
        }
        return result;
    }
}
