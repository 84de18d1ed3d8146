using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>y_c = max(0, x_c − τ) with τ such that the sum is 1.</summary>
static unsafe class Sparsemax
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* y, int classes)
    {
        var max = x[0];
        for (var c = 1; c < classes; c++) max = x[c] > max ? x[c] : max;
        // The mean of those above τ, less their share of 1, is a higher τ until none falls below it any more: at most so many rounds as
        // classes.
        var (tau, above) = (float.NegativeInfinity, 0);
        while (true)
        {
            var (sum, count) = (0.0, 0);
            for (var c = 0; c < classes; c++)
                if (x[c] - max > tau) (sum, count) = (sum + (x[c] - max), count + 1);
            if (count == above || count == 0) break;
            (tau, above) = ((float)((sum - 1) / count), count);
        }
        for (var c = 0; c < classes; c++) y[c] = x[c] - max > tau ? x[c] - max - tau : (x[c] * 0) + 0;
    }

    /// <summary>dx_c = dy_c less the mean of dy over the classes that are not 0, and 0 for the others; added or written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* y, float* dy, float* dx, int classes, bool accumulate)
    {
        var (sum, count) = (0f, 0);
        for (var c = 0; c < classes; c++)
            if (y[c] > 0) (sum, count) = (sum + dy[c], count + 1);
        for (var c = 0; c < classes; c++) dx[c] = (y[c] > 0 ? dy[c] - (sum / count) : 0) + (accumulate ? dx[c] : 0);
    }
}
