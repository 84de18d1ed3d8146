using System.Runtime.CompilerServices;

namespace Hornbill.Simd;

/// <summary>What goes across a vector.</summary>
static unsafe class Lanes
{
    /// <summary>The sum of all lanes, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum<V, S>(V v) where V : struct where S : struct, ISimd<V>
    {
        var lanes = stackalloc float[S.Width];
        S.Store(lanes, v);
        var sum = 0f;
        for (var i = 0; i < S.Width; i++) sum += lanes[i];
        return sum;
    }
}
