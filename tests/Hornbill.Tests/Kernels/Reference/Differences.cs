namespace Hornbill.Tests.Kernels.Reference;

/// <summary>Gradients by differences: (8·(f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h, whose error falls with h⁴.</summary>
static class Differences
{
    /// <summary>The gradient of a scalar to every element of <paramref name="x"/>.</summary>
    public static double[] Gradient(double[] x, Func<double[], double> f, double h = 1e-3)
    {
        var g = new double[x.Length];
        var moved = (double[])x.Clone();
        for (var i = 0; i < x.Length; i++)
        {
            double At(double d)
            {
                moved[i] = x[i] + d;
                return f(moved);
            }
            g[i] = ((8 * (At(h) - At(-h))) - (At(2 * h) - At(-2 * h))) / (12 * h);
            moved[i] = x[i];
        }
        return g;
    }

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
