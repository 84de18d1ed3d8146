namespace Hornbill.Kernels.Reference;

/// <summary>Each vector by its length, which counts as at least 1e-6.</summary>
static class UnitLength
{
    public static double[] Forward(int length, double[] x) =>
        [.. x.Chunk(length).SelectMany(v => v.Select(e => e / Math.Sqrt(Math.Max(1e-12, v.Sum(s => s * s)))))];
}
