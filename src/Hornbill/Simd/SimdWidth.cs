using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hornbill.Simd;

/// <summary>Something with one body for every vector.</summary>
unsafe interface IKernel<TArguments> where TArguments : unmanaged
{
    static abstract void Run<V, S>(TArguments* a) where V : struct where S : struct, ISimd<V>;
}

/// <summary>The one place that chooses how many floats a vector holds.</summary>
static unsafe class SimdWidth
{
    /// <summary>Forces the width: 16, 8, 4 or 1.</summary>
    public const string Variable = "HORNBILL_SIMD";

    public static readonly int[] All = [16, 8, 4, 1];

    public static readonly int Best = Choose(Environment.GetEnvironmentVariable(Variable));

    public static int Choose(string? forced)
    {
        if (string.IsNullOrEmpty(forced)) return Widest();
        return int.TryParse(forced, out var width) && All.Contains(width)
            ? width
            : throw new ArgumentException(
                $"{Variable} is '{forced}' but must be 16, 8, 4 or 1. Correct it, or unset it for the widest that fits.");
    }

    // Vector512.IsHardwareAccelerated is false on processors that lower their clock for it, where 512 bits win all the same.
    static int Widest() =>
        Avx512F.IsSupported ? 16 :
        Vector256.IsHardwareAccelerated ? 8 :
        Vector128.IsHardwareAccelerated ? 4 : 1;

    public static void Call<K, TArguments>(int width, TArguments* a) where K : IKernel<TArguments> where TArguments : unmanaged
    {
        switch (width)
        {
            case 16: K.Run<Vector512<float>, Simd512>(a); break;
            case 8: K.Run<Vector256<float>, Simd256>(a); break;
            case 4: K.Run<Vector128<float>, Simd128>(a); break;
            default: K.Run<float, Simd1>(a); break;
        }
    }
}
