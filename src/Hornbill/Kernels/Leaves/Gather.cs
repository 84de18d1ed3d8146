using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>A number that is not zero, and where the row it multiplies begins.</summary>
readonly struct Entry(int offset, float value)
{
    public readonly int Offset = offset;
    public readonly float Value = value;

    /// <summary>From the value's bits.</summary>
    public Entry(int offset, int bits) : this(offset, BitConverter.Int32BitsToSingle(bits)) { }
}

/// <summary>What makes entries of gradients without a branch: which ones are alive cannot be foretold.</summary>
static class Alive
{
    /// <summary>The bits of gradient g where relu's output y is positive, else those of 0.</summary>
    public static int Bits(float g, float y) => BitConverter.SingleToInt32Bits(g) & -(y > 0 ? 1 : 0);

    /// <summary>1 where the bits are not those of ±0.</summary>
    public static int Count(int bits) => bits << 1 != 0 ? 1 : 0;
}

/// <summary>
/// The leaf of every backward pass: to[i] += Σ_entries value × from[offset + i], for i below a length.
/// Gradients behind relu, max-pooling and dropout are mostly zeros: the callers list what is not, and only that is multiplied.
/// For a weight gradient the entries are the places of one output channel and the rows are inputs; for an input gradient the entries
/// are the channels of one place and the rows are weights. Up to 12 vectors of sums stay in registers while the list is walked.
/// Every element is summed in the order of the list whatever the width: the bits do not depend on the path.
/// </summary>
static unsafe class Gather
{
    const int MaxVectors = 12;

    /// <summary>Adds to <paramref name="length"/> floats; what does not fill a vector goes one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<V, S>(float* to, float* from, Entry* entries, int count, int length)
        where V : struct where S : struct, ISimd<V>
    {
        if (count == 0) return;
        var vectors = length / S.Width;
        while (vectors > 0)
        {
            // Even shares: 20 vectors are 10 and 10, not 12 and 8.
            var share = (vectors + MaxVectors - 1) / MaxVectors;
            var n = (vectors + share - 1) / share;
            Leaf<V, S>(n, to, from, entries, count);
            to += n * S.Width;
            from += n * S.Width;
            vectors -= n;
        }
        var tail = length % S.Width;
        if (tail > 0) Add<float, Simd1>(to, from, entries, count, tail);
    }

    static void Leaf<V, S>(int vectors, float* to, float* from, Entry* entries, int count)
        where V : struct where S : struct, ISimd<V>
    {
        switch (vectors)
        {
            case 1: Leaf<V, S, N1>(to, from, entries, count); break;
            case 2: Leaf<V, S, N2>(to, from, entries, count); break;
            case 3: Leaf<V, S, N3>(to, from, entries, count); break;
            case 4: Leaf<V, S, N4>(to, from, entries, count); break;
            case 5: Leaf<V, S, N5>(to, from, entries, count); break;
            case 6: Leaf<V, S, N6>(to, from, entries, count); break;
            case 7: Leaf<V, S, N7>(to, from, entries, count); break;
            case 8: Leaf<V, S, N8>(to, from, entries, count); break;
            case 9: Leaf<V, S, N9>(to, from, entries, count); break;
            case 10: Leaf<V, S, N10>(to, from, entries, count); break;
            case 11: Leaf<V, S, N11>(to, from, entries, count); break;
            default: Leaf<V, S, N12>(to, from, entries, count); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Leaf<V, S, N>(float* to, float* from, Entry* entry, int count)
        where V : struct where S : struct, ISimd<V> where N : struct, IConstant
    {
        nint w = S.Width;
        V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero, s4 = S.Zero, s5 = S.Zero, s6 = S.Zero, s7 = S.Zero, s8 = S.Zero, s9 = S.Zero,
            s10 = S.Zero, s11 = S.Zero;
        s0 = S.Load(to);
        if (N.Value > 1) s1 = S.Load(to + w);
        if (N.Value > 2) s2 = S.Load(to + (2 * w));
        if (N.Value > 3) s3 = S.Load(to + (3 * w));
        if (N.Value > 4) s4 = S.Load(to + (4 * w));
        if (N.Value > 5) s5 = S.Load(to + (5 * w));
        if (N.Value > 6) s6 = S.Load(to + (6 * w));
        if (N.Value > 7) s7 = S.Load(to + (7 * w));
        if (N.Value > 8) s8 = S.Load(to + (8 * w));
        if (N.Value > 9) s9 = S.Load(to + (9 * w));
        if (N.Value > 10) s10 = S.Load(to + (10 * w));
        if (N.Value > 11) s11 = S.Load(to + (11 * w));
        do
        {
            var row = from + entry->Offset;
            var v = S.Broadcast(entry->Value);
            s0 = S.MultiplyAdd(v, S.Load(row), s0);
            if (N.Value > 1) s1 = S.MultiplyAdd(v, S.Load(row + w), s1);
            if (N.Value > 2) s2 = S.MultiplyAdd(v, S.Load(row + (2 * w)), s2);
            if (N.Value > 3) s3 = S.MultiplyAdd(v, S.Load(row + (3 * w)), s3);
            if (N.Value > 4) s4 = S.MultiplyAdd(v, S.Load(row + (4 * w)), s4);
            if (N.Value > 5) s5 = S.MultiplyAdd(v, S.Load(row + (5 * w)), s5);
            if (N.Value > 6) s6 = S.MultiplyAdd(v, S.Load(row + (6 * w)), s6);
            if (N.Value > 7) s7 = S.MultiplyAdd(v, S.Load(row + (7 * w)), s7);
            if (N.Value > 8) s8 = S.MultiplyAdd(v, S.Load(row + (8 * w)), s8);
            if (N.Value > 9) s9 = S.MultiplyAdd(v, S.Load(row + (9 * w)), s9);
            if (N.Value > 10) s10 = S.MultiplyAdd(v, S.Load(row + (10 * w)), s10);
            if (N.Value > 11) s11 = S.MultiplyAdd(v, S.Load(row + (11 * w)), s11);
            entry++;
        }
        while (--count > 0);
        S.Store(to, s0);
        if (N.Value > 1) S.Store(to + w, s1);
        if (N.Value > 2) S.Store(to + (2 * w), s2);
        if (N.Value > 3) S.Store(to + (3 * w), s3);
        if (N.Value > 4) S.Store(to + (4 * w), s4);
        if (N.Value > 5) S.Store(to + (5 * w), s5);
        if (N.Value > 6) S.Store(to + (6 * w), s6);
        if (N.Value > 7) S.Store(to + (7 * w), s7);
        if (N.Value > 8) S.Store(to + (8 * w), s8);
        if (N.Value > 9) S.Store(to + (9 * w), s9);
        if (N.Value > 10) S.Store(to + (10 * w), s10);
        if (N.Value > 11) S.Store(to + (11 * w), s11);
    }
}
