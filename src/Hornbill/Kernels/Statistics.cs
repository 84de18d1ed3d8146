using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Sums over a batch, in sample order and in double.</summary>
static unsafe class Statistics
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(float* x, int count, int stride)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += x[i * stride];
        return sum;
    }

    /// <summary>Index of the first greatest value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Argmax(ReadOnlySpan<float> x)
    {
        var best = 0;
        for (var i = 1; i < x.Length; i++)
            if (x[i] > x[best]) best = i;
        return best;
    }
}
