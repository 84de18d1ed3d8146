using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Functions of a vector of floats, of + − × ÷ √ and bits only: the same on every machine with multiply-add.</summary>
static class Functions
{
    const float Log2E = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <summary>eˣ = 2ⁿ eʳ with |r| ≤ ln 2 / 2 (Cephes' polynomial): two units in the last place. 0 below −87.3, where floats have no
    /// normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, S>(V x) where V : struct where S : struct, ISimd<V>
    {
        var bounded = S.Min(S.Broadcast(88.37f), S.Max(S.Broadcast(-87.33f), x)); // in this order NaN stays NaN
        var n = S.Round(S.Multiply(bounded, S.Broadcast(Log2E)));
        var r = S.MultiplyAdd(n, S.Broadcast(-Ln2Low), S.MultiplyAdd(n, S.Broadcast(-Ln2High), bounded));
        var p = S.Broadcast(1.9875691500e-4f);
        p = S.MultiplyAdd(p, r, S.Broadcast(1.3981999507e-3f));
        p = S.MultiplyAdd(p, r, S.Broadcast(8.3334519073e-3f));
        p = S.MultiplyAdd(p, r, S.Broadcast(4.1665795894e-2f));
        p = S.MultiplyAdd(p, r, S.Broadcast(1.6666665459e-1f));
        p = S.MultiplyAdd(p, r, S.Broadcast(5.0000001201e-1f));
        p = S.Add(S.MultiplyAdd(p, S.Multiply(r, r), r), S.Broadcast(1));
        var e = S.Multiply(p, S.PowerOfTwo(n));
        return S.SelectGreater(S.Broadcast(-87.33f), x, S.Zero, e);
    }

    /// <summary>eˣ − 1: by its series near 0, where the difference would lose digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpMinus1<V, S>(V x) where V : struct where S : struct, ISimd<V>
    {
        var p = S.Broadcast(1 / 5040f);
        p = S.MultiplyAdd(p, x, S.Broadcast(1 / 720f));
        p = S.MultiplyAdd(p, x, S.Broadcast(1 / 120f));
        p = S.MultiplyAdd(p, x, S.Broadcast(1 / 24f));
        p = S.MultiplyAdd(p, x, S.Broadcast(1 / 6f));
        p = S.MultiplyAdd(p, x, S.Broadcast(0.5f));
        var near = S.MultiplyAdd(p, S.Multiply(x, x), x);
        return S.SelectGreater(Abs<V, S>(x), S.Broadcast(0.4f), S.Subtract(Exp<V, S>(x), S.Broadcast(1)), near);
    }

    /// <summary>ln x for x > 0 (Cephes' polynomial): two units in the last place. Below the smallest normal number it is taken as that
    /// number; what is not a number stays so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, S>(V x) where V : struct where S : struct, ISimd<V>
    {
        x = S.Max(S.Broadcast(1.17549435e-38f), x);
        V n = S.Exponent(x), m = S.Mantissa(x);
        // m in [√½, √2).
        var high = S.Broadcast(1.41421356f);
        n = S.SelectGreater(m, high, S.Add(n, S.Broadcast(1)), n);
        m = S.Subtract(S.SelectGreater(m, high, S.Multiply(m, S.Broadcast(0.5f)), m), S.Broadcast(1));
        var q = S.Multiply(m, m);
        var p = S.Broadcast(7.0376836292e-2f);
        p = S.MultiplyAdd(p, m, S.Broadcast(-1.1514610310e-1f));
        p = S.MultiplyAdd(p, m, S.Broadcast(1.1676998740e-1f));
        p = S.MultiplyAdd(p, m, S.Broadcast(-1.2420140846e-1f));
        p = S.MultiplyAdd(p, m, S.Broadcast(1.4249322787e-1f));
        p = S.MultiplyAdd(p, m, S.Broadcast(-1.6668057665e-1f));
        p = S.MultiplyAdd(p, m, S.Broadcast(2.0000714765e-1f));
        p = S.MultiplyAdd(p, m, S.Broadcast(-2.4999993993e-1f));
        p = S.MultiplyAdd(p, m, S.Broadcast(3.3333331174e-1f));
        var y = S.Multiply(S.Multiply(p, m), q);
        y = S.MultiplyAdd(n, S.Broadcast(Ln2Low), y);
        y = S.MultiplyAdd(q, S.Broadcast(-0.5f), y);
        return S.SelectGreater(x, S.Zero, S.MultiplyAdd(n, S.Broadcast(Ln2High), S.Add(m, y)), x);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V, S>(V x) where V : struct where S : struct, ISimd<V>
    {
        var one = S.Broadcast(1);
        return S.Divide(one, S.Add(one, Exp<V, S>(S.Subtract(S.Zero, x))));
    }

    /// <summary>tanh x: by its series' Padé form near 0, else 1 − 2 / (e²ˣ + 1), which keeps its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, S>(V x) where V : struct where S : struct, ISimd<V>
    {
        var magnitude = Abs<V, S>(x);
        var one = S.Broadcast(1);
        var far = S.Subtract(one, S.Divide(S.Broadcast(2), S.Add(one, Exp<V, S>(S.Add(magnitude, magnitude)))));
        var q = S.Multiply(x, x);
        var p = S.Broadcast(-5.70498872745e-3f);
        p = S.MultiplyAdd(p, q, S.Broadcast(2.06390887954e-2f));
        p = S.MultiplyAdd(p, q, S.Broadcast(-5.37397155531e-2f));
        p = S.MultiplyAdd(p, q, S.Broadcast(1.33314422036e-1f));
        p = S.MultiplyAdd(p, q, S.Broadcast(-3.33332819422e-1f));
        var near = S.MultiplyAdd(S.Multiply(p, q), magnitude, magnitude);
        var y = S.SelectGreater(magnitude, S.Broadcast(0.625f), far, near);
        return S.SelectGreater(S.Zero, x, S.Subtract(S.Zero, y), y);
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V, S>(V x) where V : struct where S : struct, ISimd<V>
    {
        var e = Exp<V, S>(S.Subtract(S.Zero, Abs<V, S>(x)));
        // Below 1/8 the logarithm of a sum with 1 loses digits that its series keeps.
        var series = S.MultiplyAdd(S.MultiplyAdd(
            S.MultiplyAdd(S.MultiplyAdd(S.MultiplyAdd(e, S.Broadcast(-1 / 6f), S.Broadcast(0.2f)), e, S.Broadcast(-0.25f)), e,
            S.Broadcast(1 / 3f)),
                                                 e, S.Broadcast(-0.5f)), S.Multiply(e, e), e);
        var log = Log<V, S>(S.Add(S.Broadcast(1), e));
        return S.Add(S.Max(S.Zero, x), S.SelectGreater(e, S.Broadcast(0.125f), log, series));
    }

    /// <summary>The error function: 1 − t e^(−x² + p(t)), t = 1 / (1 + |x| / 2) (Numerical Recipes' erfcc, error below 1.2e−7),
    /// odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V, S>(V x) where V : struct where S : struct, ISimd<V>
    {
        var magnitude = Abs<V, S>(x);
        var t = S.Divide(S.Broadcast(1), S.MultiplyAdd(magnitude, S.Broadcast(0.5f), S.Broadcast(1)));
        var p = S.Broadcast(0.17087277f);
        p = S.MultiplyAdd(p, t, S.Broadcast(-0.82215223f));
        p = S.MultiplyAdd(p, t, S.Broadcast(1.48851587f));
        p = S.MultiplyAdd(p, t, S.Broadcast(-1.13520398f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.27886807f));
        p = S.MultiplyAdd(p, t, S.Broadcast(-0.18628806f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.09678418f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.37409196f));
        p = S.MultiplyAdd(p, t, S.Broadcast(1.00002368f));
        p = S.MultiplyAdd(p, t, S.Broadcast(-1.26551223f));
        var y = S.Subtract(S.Broadcast(1), S.Multiply(t, Exp<V, S>(S.Subtract(p, S.Multiply(x, x)))));
        return S.SelectGreater(S.Zero, x, S.Subtract(S.Zero, y), y);
    }

    /// <summary>A standard normal value of a whole number 0 ≤ k &lt; 2²⁴: √2 erf⁻¹(x) with x = (k + ½) / 2²³ − 1 (Giles' polynomials, 2012:
    /// error below 1e-6 of the value).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Normal<V, S>(V k) where V : struct where S : struct, ISimd<V>
    {
        // no digit is lost
        V one = S.Broadcast(1), x = S.Subtract(S.Multiply(k, S.Broadcast(1 / 8388608f)), S.Broadcast(1 - (1 / 16777216f)));
        var w = S.Subtract(S.Zero, Log<V, S>(S.Multiply(S.Subtract(one, x), S.Add(one, x))));
        V n = S.Subtract(w, S.Broadcast(2.5f)), f = S.Subtract(S.Sqrt(w), S.Broadcast(3));
        var near = S.Broadcast(2.81022636e-08f);
        near = S.MultiplyAdd(near, n, S.Broadcast(3.43273939e-07f));
        near = S.MultiplyAdd(near, n, S.Broadcast(-3.5233877e-06f));
        near = S.MultiplyAdd(near, n, S.Broadcast(-4.39150654e-06f));
        near = S.MultiplyAdd(near, n, S.Broadcast(0.00021858087f));
        near = S.MultiplyAdd(near, n, S.Broadcast(-0.00125372503f));
        near = S.MultiplyAdd(near, n, S.Broadcast(-0.00417768164f));
        near = S.MultiplyAdd(near, n, S.Broadcast(0.246640727f));
        near = S.MultiplyAdd(near, n, S.Broadcast(1.50140941f));
        var far = S.Broadcast(-0.000200214257f);
        far = S.MultiplyAdd(far, f, S.Broadcast(0.000100950558f));
        far = S.MultiplyAdd(far, f, S.Broadcast(0.00134934322f));
        far = S.MultiplyAdd(far, f, S.Broadcast(-0.00367342844f));
        far = S.MultiplyAdd(far, f, S.Broadcast(0.00573950773f));
        far = S.MultiplyAdd(far, f, S.Broadcast(-0.0076224613f));
        far = S.MultiplyAdd(far, f, S.Broadcast(0.00943887047f));
        far = S.MultiplyAdd(far, f, S.Broadcast(1.00167406f));
        far = S.MultiplyAdd(far, f, S.Broadcast(2.83297682f));
        return S.Multiply(S.Multiply(S.Broadcast(1.41421356f), x), S.SelectGreater(S.Broadcast(5), w, near, far));
    }

    /// <summary>|x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Abs<V, S>(V x) where V : struct where S : struct, ISimd<V> => S.Max(x, S.Subtract(S.Zero, x));
}
