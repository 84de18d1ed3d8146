namespace Hornbill.Kernels.Reference;

/// <summary>y = scale × x + offset.</summary>
static class Rescaling
{
    public static double[] Forward(double[] x, double scale, double offset) => [.. x.Select(v => (scale * v) + offset)];
}
