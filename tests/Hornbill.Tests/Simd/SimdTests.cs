using System.Runtime.Intrinsics;
using Hornbill.Simd;
using Xunit;

namespace Hornbill.Tests.Simd;

public unsafe class SimdTests
{
    [Fact]
    public void Every_operation_is_the_scalar_one_on_every_width()
    {
        Check<Vector512<float>, Simd512>();
        Check<Vector256<float>, Simd256>();
        Check<Vector128<float>, Simd128>();
        Check<float, Simd1>();
    }

    [Fact]
    public void A_forced_width_is_taken_and_a_wrong_one_named()
    {
        Assert.Equal(4, SimdWidth.Choose("4"));
        Assert.Contains(SimdWidth.Choose(""), SimdWidth.All);
        Assert.Contains("'5' but must be 16, 8, 4 or 1", Assert.Throws<ArgumentException>(() => SimdWidth.Choose("5")).Message);
    }

    static void Check<V, S>() where V : struct where S : struct, ISimd<V>
    {
        float[] special = [0, -0f, 1, -1, 0.5f, 3e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e-45f, -7.25f];
        foreach (var a in special)
            foreach (var b in special)
            {
                Equal<V, S>(a + b, S.Add(S.Broadcast(a), S.Broadcast(b)));
                Equal<V, S>(a - b, S.Subtract(S.Broadcast(a), S.Broadcast(b)));
                Equal<V, S>(a * b, S.Multiply(S.Broadcast(a), S.Broadcast(b)));
                Equal<V, S>(a / b, S.Divide(S.Broadcast(a), S.Broadcast(b)));
                Equal<V, S>(a > b ? a : b, S.Max(S.Broadcast(a), S.Broadcast(b)));
                Equal<V, S>(a > b ? 5 : 6, S.SelectGreater(S.Broadcast(a), S.Broadcast(b), S.Broadcast(5), S.Broadcast(6)));
                Equal<V, S>(float.MultiplyAddEstimate(a, b, 2), S.MultiplyAdd(S.Broadcast(a), S.Broadcast(b), S.Broadcast(2)));
            }
        foreach (var a in special) Equal<V, S>(MathF.Sqrt(a), S.Sqrt(S.Broadcast(a)));
        Bytes<V, S>();
    }

    static void Equal<V, S>(float expected, V actual) where V : struct where S : struct, ISimd<V>
    {
        var to = stackalloc float[16];
        S.Store(to, actual);
        for (var i = 0; i < S.Width; i++) Assert.Equal(expected, to[i]);
    }

    static void Bytes<V, S>() where V : struct where S : struct, ISimd<V>
    {
        var x = stackalloc float[256];
        for (var i = 0; i < 256; i++) x[i] = i;
        using var bytes = new Guarded(64);
        for (var i = 0; i < 256; i += S.Width) S.StoreBytes((byte*)bytes.Pointer + i, S.Load(x + i));
        for (var i = 0; i < 256; i++) Assert.Equal(i, ((byte*)bytes.Pointer)[i]);
    }
}
