using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>y = x / √(max(Σ x², 1e-12)); dx = (dy − y Σ dy y) / √(Σ x²), and dy × 1e6 where the bound holds.</summary>
static unsafe class UnitLength
{
    const float Least = 1e-12f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* y, int length)
    {
        var inverse = 1 / MathF.Sqrt(MathF.Max(Dot(x, x, length), Least));
        for (var i = 0; i < length; i++) y[i] = x[i] * inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* x, float* dy, float* dx, int length, bool accumulate)
    {
        var squares = Dot(x, x, length);
        var inverse = 1 / MathF.Sqrt(MathF.Max(squares, Least));
        var along = squares > Least ? Dot(x, dy, length) * inverse * inverse : 0;
        for (var i = 0; i < length; i++) dx[i] = ((dy[i] - (x[i] * along)) * inverse) + (accumulate ? dx[i] : 0);
    }

    static float Dot(float* a, float* b, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++) sum += a[i] * b[i];
        return sum;
    }
}
