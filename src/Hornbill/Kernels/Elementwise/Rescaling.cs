using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>P x + Q.</summary>
readonly struct Rescaling : Activations.IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
        S.MultiplyAdd(S.Broadcast(s.P), x, S.Broadcast(s.Q));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => S.Broadcast(s.P);
}
