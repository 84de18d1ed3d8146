using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>A term of a sum of products: where its first factor begins in every row, and where its second begins.</summary>
readonly struct Term(nint x, nint k)
{
    public readonly nint X = x, K = k;
}

/// <summary>
/// The leaf of convolutions that keep channels apart: to[r][i] = start + Σ_terms rows[r][X + i] × factors[K + i], for i below a length.
/// Forward the rows are places and the terms taps; for the gradient by the weights the rows are taps and the terms places; for the gradient
/// by the input the rows are places again and the terms those taps that reached them. Up to six rows share each second factor.
/// Every element is summed in the order of the terms whatever the width and the rows: the bits do not depend on the path.
/// </summary>
static unsafe class Products
{
    public const int MaxRows = 6;

    /// <summary>The sums of <paramref name="count"/> rows: they begin with what is in <paramref name="to"/> if they add, else with
    /// 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum<V, S>(float** rows, float** to, int count, Term* terms, int termCount, float* factors, int length, bool add)
        where V : struct where S : struct, ISimd<V>
    {
        nint i = 0;
        for (; i + S.Width <= length; i += S.Width) Rows<V, S>(rows, to, count, terms, termCount, factors, i, add);
        for (; i < length; i++) Rows<float, Simd1>(rows, to, count, terms, termCount, factors, i, add);
    }

    static void Rows<V, S>(float** rows, float** to, int count, Term* terms, int termCount, float* factors, nint i, bool add)
        where V : struct where S : struct, ISimd<V>
    {
        switch (count)
        {
            case 6: Leaf<V, S, N6>(rows, to, terms, termCount, factors, i, add); break;
            case 5: Leaf<V, S, N5>(rows, to, terms, termCount, factors, i, add); break;
            case 4: Leaf<V, S, N4>(rows, to, terms, termCount, factors, i, add); break;
            case 3: Leaf<V, S, N3>(rows, to, terms, termCount, factors, i, add); break;
            case 2: Leaf<V, S, N2>(rows, to, terms, termCount, factors, i, add); break;
            default: Leaf<V, S, N1>(rows, to, terms, termCount, factors, i, add); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Leaf<V, S, R>(float** rows, float** to, Term* term, int count, float* factors, nint i, bool add)
        where V : struct where S : struct, ISimd<V> where R : struct, IConstant
    {
        V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero, s4 = S.Zero, s5 = S.Zero;
        float* x0 = rows[0] + i, x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0;
        if (R.Value > 1) x1 = rows[1] + i;
        if (R.Value > 2) x2 = rows[2] + i;
        if (R.Value > 3) x3 = rows[3] + i;
        if (R.Value > 4) x4 = rows[4] + i;
        if (R.Value > 5) x5 = rows[5] + i;
        if (add)
        {
            s0 = S.Load(to[0] + i);
            if (R.Value > 1) s1 = S.Load(to[1] + i);
            if (R.Value > 2) s2 = S.Load(to[2] + i);
            if (R.Value > 3) s3 = S.Load(to[3] + i);
            if (R.Value > 4) s4 = S.Load(to[4] + i);
            if (R.Value > 5) s5 = S.Load(to[5] + i);
        }
        factors += i;
        for (; count > 0; count--)
        {
            var x = term->X;
            var f = S.Load(factors + term->K);
            s0 = S.MultiplyAdd(S.Load(x0 + x), f, s0);
            if (R.Value > 1) s1 = S.MultiplyAdd(S.Load(x1 + x), f, s1);
            if (R.Value > 2) s2 = S.MultiplyAdd(S.Load(x2 + x), f, s2);
            if (R.Value > 3) s3 = S.MultiplyAdd(S.Load(x3 + x), f, s3);
            if (R.Value > 4) s4 = S.MultiplyAdd(S.Load(x4 + x), f, s4);
            if (R.Value > 5) s5 = S.MultiplyAdd(S.Load(x5 + x), f, s5);
            term++;
        }
        S.Store(to[0] + i, s0);
        if (R.Value > 1) S.Store(to[1] + i, s1);
        if (R.Value > 2) S.Store(to[2] + i, s2);
        if (R.Value > 3) S.Store(to[3] + i, s3);
        if (R.Value > 4) S.Store(to[4] + i, s4);
        if (R.Value > 5) S.Store(to[5] + i, s5);
    }
}
