namespace Hornbill.Kernels.Reference;

/// <summary>Inverted dropout: y = x / (1 − rate) where the element is kept, else 0. The gradient is the same function of dy.</summary>
static class Dropout
{
    public static double[] Forward(double[] x, double rate, Func<int, bool> keep) => [.. x.Select((v, i) => keep(i) ? v / (1 - rate) : 0)];
}
