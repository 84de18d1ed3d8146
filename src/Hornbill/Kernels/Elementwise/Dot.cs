using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Products of a sample's vectors with each other: a (Rows, Length), b (Columns, Length), c[i, j] = Σ_k a[i, k] b[j, k]. Backward, vectors
/// are added up with the gradient's numbers as their shares: da[i] = Σ_j dc[i, j] b[j], db[j] = Σ_i dc[i, j] a[i].
/// </summary>
static unsafe class Dot
{
    public struct Arguments
    {
        public int Samples, Rows, Columns, Length;
        public float* A, B, C;
        public int ASample, BSample, CSample;
        public bool Accumulate;
    }

    public readonly struct Forward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
                for (var i = 0; i < a->Rows; i++)
                    for (var j = 0; j < a->Columns; j++)
                        a->C[((long)n * a->CSample) + ((long)i * a->Columns) + j] =
                            Product<V, S>(a->A + ((long)n * a->ASample) + ((long)i * a->Length), a->B + ((long)n * a->BSample)
                                + ((long)j * a->Length), a->Length);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static float Product<V, S>(float* x, float* y, int length) where V : struct where S : struct, ISimd<V>
        {
            var sums = S.Zero;
            var k = 0;
            for (; k + S.Width <= length; k += S.Width) sums = S.MultiplyAdd(S.Load(x + k), S.Load(y + k), sums);
            var sum = Lanes.Sum<V, S>(sums);
            for (; k < length; k++) sum += x[k] * y[k];
            return sum;
        }
    }

    /// <summary>Into A, from B and the gradient C.</summary>
    public readonly struct FirstGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
                for (var i = 0; i < a->Rows; i++)
                    Combine<V, S>(a->B + ((long)n * a->BSample), a->C + ((long)n * a->CSample) + ((long)i * a->Columns), 1, a->Columns,
                                  a->A + ((long)n * a->ASample) + ((long)i * a->Length), a->Length, a->Accumulate);
        }
    }

    /// <summary>Into B, from A and the gradient C.</summary>
    public readonly struct SecondGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
                for (var j = 0; j < a->Columns; j++)
                    Combine<V, S>(a->A + ((long)n * a->ASample), a->C + ((long)n * a->CSample) + j, a->Columns, a->Rows,
                                  a->B + ((long)n * a->BSample) + ((long)j * a->Length), a->Length, a->Accumulate);
        }
    }

    // to (+)= Σ_m shares[m × step] × vectors[m].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Combine<V, S>(float* vectors, float* shares, int step, int count, float* to, int length, bool accumulate) where V : struct
        where S : struct, ISimd<V>
    {
        var k = 0;
        for (; k + S.Width <= length; k += S.Width)
        {
            var sum = accumulate ? S.Load(to + k) : S.Zero;
            for (var m = 0L; m < count; m++) sum = S.MultiplyAdd(S.Broadcast(shares[m * step]), S.Load(vectors + (m * length) + k), sum);
            S.Store(to + k, sum);
        }
        for (; k < length; k++)
        {
            var sum = accumulate ? to[k] : 0;
            for (var m = 0L; m < count; m++) sum += shares[m * step] * vectors[(m * length) + k];
            to[k] = sum;
        }
    }
}
