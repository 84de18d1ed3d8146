namespace Hornbill.Simd;

/// <summary>The operations of a vector of floats. A kernel is written once over (V, S): V the bare vector, S the empty struct
/// that operates on it. A wrapper around the vector would cost moves; this costs nothing.</summary>
unsafe interface ISimd<V> where V : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    static abstract V Zero { get; }

    static abstract V Load(float* p);

    static abstract void Store(float* p, V v);

    static abstract V Broadcast(float x);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>a × b + c, rounded once where the processor can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    static abstract V Sqrt(V a);

    /// <summary>The greater of both, as the processor's own instruction picks it: the second where one is NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary>a &gt; b ? x : y, lane by lane.</summary>
    static abstract V SelectGreater(V a, V b, V x, V y);

    /// <summary>The smaller of both; the second where one is NaN.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The nearest whole number, of two the even one.</summary>
    static abstract V Round(V a);

    /// <summary>2ⁿ for whole n in [−126, 127].</summary>
    static abstract V PowerOfTwo(V n);

    /// <summary>n where a = 2ⁿ m with m in [1, 2), for normal positive a.</summary>
    static abstract V Exponent(V a);

    /// <summary>m where a = 2ⁿ m with m in [1, 2), for normal positive a.</summary>
    static abstract V Mantissa(V a);

    /// <summary>Stores whole numbers 0–255 held as floats, a byte each.</summary>
    static abstract void StoreBytes(byte* p, V v);
}
