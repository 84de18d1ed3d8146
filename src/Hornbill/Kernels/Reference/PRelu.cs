namespace Hornbill.Kernels.Reference;

/// <summary>x where it is positive, else α x; a function says which α an element has.</summary>
static class PRelu
{
    public static double[] Forward(double[] x, double[] alphas, Func<int, int> alpha) =>
        [.. x.Select((v, i) => v > 0 ? v : alphas[alpha(i)] * v)];
}
