namespace Hornbill.Kernels.Reference;

/// <summary>z = Σ x · d of each sample; dx = dz · d.</summary>
static class Projection
{
    public static double[] Forward(int samples, double[] x, double[] d) =>
        [.. Enumerable.Range(0, samples).Select(n => Enumerable.Range(n * (x.Length / samples), x.Length / samples).Sum(i => x[i] * d[i]))];

    public static double[] Gradient(double[] dz, double[] d) => [.. d.Select((v, i) => dz[i / (d.Length / dz.Length)] * v)];
}
