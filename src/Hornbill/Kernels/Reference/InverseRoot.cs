namespace Hornbill.Kernels.Reference;

/// <summary>Each vector by the root of its mean square + ε, or of its variance + ε.</summary>
static class InverseRoot
{
    public static double[] Forward(int length, double[] x, double epsilon, bool centred) => [.. x.Chunk(length).SelectMany(v =>
    {
        var mean = centred ? v.Average() : 0;
        return v.Select(e => e / Math.Sqrt(v.Average(s => (s - mean) * (s - mean)) + epsilon));
    })];
}
