using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>y = x / √max(Σ x², 1e-12), for vectors one by one: Keras's l2 normalisation.</summary>
static unsafe class UnitLength
{
    const double Least = 1e-12;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* y, int length)
    {
        var scale = (float)(1 / Math.Sqrt(Math.Max(Least, Square(x, length))));
        for (var i = 0; i < length; i++) y[i] = x[i] * scale;
    }

    /// <summary>dx = (dy − y Σ dy y) / |x|, or dy / √1e-12 where x is shorter than that; added or written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* x, float* y, float* dy, float* dx, int length, bool accumulate)
    {
        var (square, dot) = (Square(x, length), 0.0);
        if (square > Least)
            for (var i = 0; i < length; i++) dot += (double)dy[i] * y[i];
        var scale = 1 / Math.Sqrt(Math.Max(Least, square));
        for (var i = 0; i < length; i++) dx[i] = (float)((dy[i] - (y[i] * dot)) * scale) + (accumulate ? dx[i] : 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Square(float* x, int length)
    {
        var sum = 0.0;
        for (var i = 0; i < length; i++) sum += (double)x[i] * x[i];
        return sum;
    }
}
