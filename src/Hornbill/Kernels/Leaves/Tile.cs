using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>A stretch of the reduction that lies without gaps in every row: x[X + j] meets weight row K + j, for j below Length.</summary>
readonly struct Run(int x, int k, int length)
{
    public readonly int X = x, K = k, Length = length;
}

/// <summary>
/// The leaf of every forward pass: sums[r, c] = Σ_runs Σ_j rows[r][run.X + j] × panel[run.K + j, c].
/// r: up to 6 rows (samples, or pixels of one), c: the columns of a panel, 1 or 2 vectors of outputs.
/// A panel holds, for each k, its columns one after the other, so that weights stream. 6 × 2 sums, two weights and one broadcast are
/// 15 vector registers: what 256-bit processors have, and enough independent sums for the wider ones.
/// Every sum runs over k in the same order whatever the rows, columns and width: the bits do not depend on the path.
/// </summary>
static unsafe class Tile
{
    public const int MaxRows = 6;

    /// <summary>Floats that the sums of a tile take at most, for any width.</summary>
    public const int MaxSums = MaxRows * 2 * 16;

    /// <summary>Runs a tile of <paramref name="count"/> rows and one or two vectors of columns; adds to the sums unless fresh.</summary>
    public static void Multiply<V, S>(float** rows, int count, int vectors, Run* runs, int runCount, float* panel, float* sums, bool fresh)
        where V : struct where S : struct, ISimd<V>
    {
        if (vectors == 2) Rows<V, S, N2, N0>(rows, count, runs, runCount, null, panel, sums, fresh);
        else Rows<V, S, N1, N0>(rows, count, runs, runCount, null, panel, sums, fresh);
    }

    /// <summary>The same where the reduction lies in pieces too short for runs: x[offsets[k]] meets weight row k.</summary>
    public static void RunListed<V, S>(float** rows, int count, int vectors, int* offsets, int reduction, float* panel, float* sums)
        where V : struct where S : struct, ISimd<V>
    {
        var run = new Run(0, 0, reduction);
        if (vectors == 2) Rows<V, S, N2, N1>(rows, count, &run, 1, offsets, panel, sums, true);
        else Rows<V, S, N1, N1>(rows, count, &run, 1, offsets, panel, sums, true);
    }

    static void Rows<V, S, C, L>(float** rows, int count, Run* runs, int runCount, int* offsets, float* panel, float* sums, bool fresh)
        where V : struct where S : struct, ISimd<V> where C : struct, IConstant where L : struct, IConstant
    {
        switch (count)
        {
            case 6: Leaf<V, S, N6, C, L>(rows, runs, runCount, offsets, panel, sums, fresh); break;
            case 5: Leaf<V, S, N5, C, L>(rows, runs, runCount, offsets, panel, sums, fresh); break;
            case 4: Leaf<V, S, N4, C, L>(rows, runs, runCount, offsets, panel, sums, fresh); break;
            case 3: Leaf<V, S, N3, C, L>(rows, runs, runCount, offsets, panel, sums, fresh); break;
            case 2: Leaf<V, S, N2, C, L>(rows, runs, runCount, offsets, panel, sums, fresh); break;
            default: Leaf<V, S, N1, C, L>(rows, runs, runCount, offsets, panel, sums, fresh); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Leaf<V, S, R, C, L>(float** rows, Run* run, int runCount, int* offset, float* panel, float* sums, bool fresh)
        where V : struct where S : struct, ISimd<V> where R : struct, IConstant where C : struct, IConstant where L : struct, IConstant
    {
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, a4 = S.Zero, a5 = S.Zero;
        V b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero, b4 = S.Zero, b5 = S.Zero;
        nint w = S.Width, step = S.Width * C.Value;
        if (!fresh)
        {
            a0 = S.Load(sums);
            if (R.Value > 1) a1 = S.Load(sums + step);
            if (R.Value > 2) a2 = S.Load(sums + (2 * step));
            if (R.Value > 3) a3 = S.Load(sums + (3 * step));
            if (R.Value > 4) a4 = S.Load(sums + (4 * step));
            if (R.Value > 5) a5 = S.Load(sums + (5 * step));
            if (C.Value > 1)
            {
                b0 = S.Load(sums + w);
                if (R.Value > 1) b1 = S.Load(sums + step + w);
                if (R.Value > 2) b2 = S.Load(sums + (2 * step) + w);
                if (R.Value > 3) b3 = S.Load(sums + (3 * step) + w);
                if (R.Value > 4) b4 = S.Load(sums + (4 * step) + w);
                if (R.Value > 5) b5 = S.Load(sums + (5 * step) + w);
            }
        }
        do
        {
            nint x = run->X, j = 0, n = run->Length;
            float* x0 = rows[0] + x, x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0;
            if (R.Value > 1) x1 = rows[1] + x;
            if (R.Value > 2) x2 = rows[2] + x;
            if (R.Value > 3) x3 = rows[3] + x;
            if (R.Value > 4) x4 = rows[4] + x;
            if (R.Value > 5) x5 = rows[5] + x;
            var p = panel + (run->K * step);
            do
            {
                if (L.Value > 0) j = *offset++;
                var u = S.Load(p);
                var v = u;
                if (C.Value > 1) v = S.Load(p + w);
                var t = S.Broadcast(x0[j]);
                a0 = S.MultiplyAdd(t, u, a0);
                if (C.Value > 1) b0 = S.MultiplyAdd(t, v, b0);
                if (R.Value > 1)
                {
                    t = S.Broadcast(x1[j]);
                    a1 = S.MultiplyAdd(t, u, a1);
                    if (C.Value > 1) b1 = S.MultiplyAdd(t, v, b1);
                }
                if (R.Value > 2)
                {
                    t = S.Broadcast(x2[j]);
                    a2 = S.MultiplyAdd(t, u, a2);
                    if (C.Value > 1) b2 = S.MultiplyAdd(t, v, b2);
                }
                if (R.Value > 3)
                {
                    t = S.Broadcast(x3[j]);
                    a3 = S.MultiplyAdd(t, u, a3);
                    if (C.Value > 1) b3 = S.MultiplyAdd(t, v, b3);
                }
                if (R.Value > 4)
                {
                    t = S.Broadcast(x4[j]);
                    a4 = S.MultiplyAdd(t, u, a4);
                    if (C.Value > 1) b4 = S.MultiplyAdd(t, v, b4);
                }
                if (R.Value > 5)
                {
                    t = S.Broadcast(x5[j]);
                    a5 = S.MultiplyAdd(t, u, a5);
                    if (C.Value > 1) b5 = S.MultiplyAdd(t, v, b5);
                }
                p += step;
            }
            while (L.Value > 0 ? --n > 0 : ++j < n);
            run++;
        }
        while (--runCount > 0);
        S.Store(sums, a0);
        if (R.Value > 1) S.Store(sums + step, a1);
        if (R.Value > 2) S.Store(sums + (2 * step), a2);
        if (R.Value > 3) S.Store(sums + (3 * step), a3);
        if (R.Value > 4) S.Store(sums + (4 * step), a4);
        if (R.Value > 5) S.Store(sums + (5 * step), a5);
        if (C.Value > 1)
        {
            S.Store(sums + w, b0);
            if (R.Value > 1) S.Store(sums + step + w, b1);
            if (R.Value > 2) S.Store(sums + (2 * step) + w, b2);
            if (R.Value > 3) S.Store(sums + (3 * step) + w, b3);
            if (R.Value > 4) S.Store(sums + (4 * step) + w, b4);
            if (R.Value > 5) S.Store(sums + (5 * step) + w, b5);
        }
    }
}
