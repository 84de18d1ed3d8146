using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>A box of numbers, up to eight dimensions, through which four operands go with steps of their own: 0 where one element serves a
/// whole dimension. Neighbours that all operands go through alike are one dimension.</summary>
unsafe struct Box
{
    public const int MostDimensions = 8;

    [InlineArray(MostDimensions)]
    public struct Numbers
    {
        int _first;
    }

    public int Rank;
    public Numbers Counts, A, B, C, To;

    /// <summary>Floats before each operand's first.</summary>
    public int FirstA, FirstB, FirstC, FirstTo;

    /// <summary>A box of so many dimensions; operands that are missing go as A does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Box Of(ReadOnlySpan<int> counts, ReadOnlySpan<int> a, ReadOnlySpan<int> to, ReadOnlySpan<int> b = default,
        ReadOnlySpan<int> c = default)
    {
        var box = new Box { Rank = 1 };
        box.Set(0, [1, 0, 0, 0, 0]);
        for (var d = 0; d < counts.Length; d++)
            if (counts[d] != 1) box.Append([counts[d], a[d], b.IsEmpty ? a[d] : b[d], c.IsEmpty ? a[d] : c[d], to[d]]);
        return box;
    }

    /// <summary>The box whose operands, and whose result, begin so many floats on.</summary>
    public readonly Box From(int operands, int to) => this with { FirstA = operands, FirstB = operands, FirstC = operands, FirstTo = to };

    /// <summary>Whether elements of the box come together in one of the result.</summary>
    public readonly bool Sums
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get
        {
            for (var d = 0; d < Rank; d++)
                if (To[d] == 0 && Counts[d] > 1) return true;
            return false;
        }
    }

    /// <summary>The dimension in which the result has most elements: what it is cut along.</summary>
    public readonly int Longest
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get
        {
            var best = 0;
            for (var d = 1; d < Rank; d++)
                if (To[d] != 0 && (To[best] == 0 || Counts[d] > Counts[best])) best = d;
            return best;
        }
    }

    /// <summary>Parts that can be computed apart.</summary>
    public readonly int Parts => To[Longest] == 0 ? 1 : Counts[Longest];

    /// <summary>The parts [from, to).</summary>
    public readonly Box Part(int from, int to)
    {
        var (box, d) = (this, Longest);
        if (To[d] == 0) return box;
        box.Counts[d] = to - from;
        box.FirstA += from * A[d];
        box.FirstB += from * B[d];
        box.FirstC += from * C[d];
        box.FirstTo += from * To[d];
        return box;
    }

    /// <summary>Each element of the result once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly Box OnlyTo()
    {
        var box = this;
        for (var d = 0; d < Rank; d++) box.Counts[d] = To[d] == 0 ? 1 : Counts[d];
        return box;
    }

    void Append(ReadOnlySpan<int> next)
    {
        var last = Rank - 1;
        if (Counts[last] == 1) Set(last, next);
        else if (A[last] == next[1] * next[0] && B[last] == next[2] * next[0] && C[last] == next[3] * next[0]
            && To[last] == next[4] * next[0])
            Set(last, [Counts[last] * next[0], .. next[1..]]);
        else Set(Rank++, next);
    }

    void Set(int d, ReadOnlySpan<int> n) => (Counts[d], A[d], B[d], C[d], To[d]) = (n[0], n[1], n[2], n[3], n[4]);
}

/// <summary>
/// The loop over boxes: to[Σ i_d To_d] = operation(a[Σ i_d A_d], b[…], c[…]), summed over all elements that come together there; samples
/// too where the result has none of its own. What moves, repeats, cuts, pads, and what a weight does to each element, is this loop with its
/// own steps. Runs whose steps are 0 or 1 go in vectors.
/// </summary>
static unsafe class Boxes
{
    public struct Arguments
    {
        public Box Box;
        public int Samples;
        public float* A, B, C, To;
        public int ASample, BSample, CSample, ToSample; // 0: one for all samples
        public Rows.Arguments Settings;
        public bool Accumulate;
    }

    /// <summary>0.</summary>
    readonly struct Nothing : Rows.IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => S.Zero;
    }

    public readonly struct Each<O> : IKernel<Arguments> where O : struct, Rows.IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* s) where V : struct where S : struct, ISimd<V>
        {
            var sums = s->Box.Sums;
            for (var n = 0; n < s->Samples; n++)
            {
                float* a = s->A + ((long)n * s->ASample) + s->Box.FirstA, b = s->B + ((long)n * s->BSample) + s->Box.FirstB;
                float* c = s->C + ((long)n * s->CSample) + s->Box.FirstC, to = s->To + ((long)n * s->ToSample) + s->Box.FirstTo;
                var adds = s->Accumulate || (n > 0 && s->ToSample == 0);
                if (sums && !adds) Walk<V, S, Nothing>(s->Box.OnlyTo(), a, b, c, to, false, s);
                Walk<V, S, O>(s->Box, a, b, c, to, adds || sums, s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Walk<V, S, O>(Box box, float* a, float* b, float* c, float* to, bool adds, Arguments* s)
        where V : struct where S : struct, ISimd<V> where O : struct, Rows.IOperation
    {
        var last = box.Rank - 1;
        var (steps, vectors) = (new Line(box.A[last], box.B[last], box.C[last], box.To[last], box.Counts[last]), Vectors(box, last));
        Box.Numbers at = default;
        for (var d = last; d >= 0;)
        {
            if (!vectors) Single<O>(a, b, c, to, steps, adds, s);
            else if (steps.To == 0) Sum<V, S, O>(a, b, c, to, steps, adds, s);
            else
            {
                var done = Run<V, S, O>(a, b, c, to, steps, 0, adds, s);
                Run<float, Simd1, O>(a, b, c, to, steps, done, adds, s);
            }
            for (d = last - 1; d >= 0; d--)
            {
                // One on in this dimension; past its end back to its beginning, and one on in the dimension before.
                var on = ++at[d] < box.Counts[d] ? 1L : 1L - box.Counts[d];
                a += on * box.A[d];
                b += on * box.B[d];
                c += on * box.C[d];
                to += on * box.To[d];
                if (on > 0) break;
                at[d] = 0;
            }
        }
    }

    /// <summary>The innermost dimension: steps and length.</summary>
    readonly record struct Line(int A, int B, int C, int To, int Count);

    static bool Vectors(in Box box, int d) => box.A[d] is 0 or 1 && box.B[d] is 0 or 1 && box.C[d] is 0 or 1 && box.To[d] is 0 or 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int Run<V, S, O>(float* a, float* b, float* c, float* to, Line l, int i, bool adds, Arguments* s)
        where V : struct where S : struct, ISimd<V> where O : struct, Rows.IOperation
    {
        for (; i + S.Width <= l.Count; i += S.Width)
        {
            var y = O.Apply<V, S>(Load<V, S>(a, l.A, i), Load<V, S>(b, l.B, i), Load<V, S>(c, l.C, i), s->Settings);
            S.Store(to + i, adds ? S.Add(S.Load(to + i), y) : y);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Sum<V, S, O>(float* a, float* b, float* c, float* to, Line l, bool adds, Arguments* s)
        where V : struct where S : struct, ISimd<V> where O : struct, Rows.IOperation
    {
        var sums = S.Zero;
        var i = 0;
        for (; i + S.Width <= l.Count; i += S.Width)
            sums = S.Add(sums, O.Apply<V, S>(Load<V, S>(a, l.A, i), Load<V, S>(b, l.B, i), Load<V, S>(c, l.C, i), s->Settings));
        var sum = Lanes.Sum<V, S>(sums);
        for (; i < l.Count; i++) sum += O.Apply<float, Simd1>(a[i * l.A], b[i * l.B], c[i * l.C], s->Settings);
        *to = adds ? *to + sum : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Single<O>(float* a, float* b, float* c, float* to, Line l, bool adds, Arguments* s) where O : struct, Rows.IOperation
    {
        for (var i = 0; i < l.Count; i++)
        {
            var y = O.Apply<float, Simd1>(*a, *b, *c, s->Settings);
            *to = adds ? *to + y : y;
            a += l.A;
            b += l.B;
            c += l.C;
            to += l.To;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Load<V, S>(float* p, int step, int i) where V : struct where S : struct, ISimd<V> =>
        step == 0 ? S.Broadcast(*p) : S.Load(p + i);
}
