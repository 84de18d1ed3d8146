using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Floats that change places.</summary>
static class Copies
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Swap(Span<float> a, Span<float> b)
    {
        for (var i = 0; i < a.Length; i++) (a[i], b[i]) = (b[i], a[i]);
    }

    /// <summary>One number into every <paramref name="stride"/>th place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Spread(float value, float* to, int stride, int count)
    {
        for (var i = 0; i < count; i++) to[(long)i * stride] = value;
    }
}
