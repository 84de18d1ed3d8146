namespace Hornbill.Kernels.Reference;

/// <summary>y = x / √(max(Σ x², 1e-12)) over the channels of each place.</summary>
/// <remarks>x and y (places, channels).</remarks>
static class UnitLength
{
    public static double[] Forward(int channels, double[] x) =>
        [.. x.Chunk(channels).SelectMany(row => row.Select(v => v / Math.Sqrt(Math.Max(row.Sum(u => u * u), 1e-12))))];
}
