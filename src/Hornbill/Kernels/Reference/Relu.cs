namespace Hornbill.Kernels.Reference;

/// <summary>Rectifier: y = max(x, 0), with gradient 0 at x = 0; what is not a number passes through.</summary>
static class Relu
{
    public static double[] Forward(double[] x) => [.. x.Select(v => v <= 0 ? 0 : v)];

    public static double[] Gradient(double[] x, double[] dy) => [.. x.Zip(dy, (v, d) => v <= 0 ? 0 : d)];
}
