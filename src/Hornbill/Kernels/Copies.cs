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
}
