using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Cross-entropy −Σ_c t_c ln p_c, for probabilities t or one class index; a probability is smoothed to P t + (1 − P) / classes.
/// From logits, softmax is part of it: ln Σ_c exp z_c − Σ_c t_c z_c with the gradient p − t, where no probability is divided by or has its
/// logarithm taken. From probabilities they are first divided by their sum and clipped to [1e-7, 1 − 1e-7], where the gradient is 0.
/// Blocks of classes go in vectors, and sums in one order whatever the width.
/// </summary>
static unsafe class CrossEntropy
{
    const float Smallest = 1e-7f;
    const int Block = Exponentials.Block;

    /// <summary>Cross-entropy of logits.</summary>
    public readonly struct OfLogits : RowLosses.IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static double Value<V, S>(float* z, float* t, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var max = Exponentials.Greatest<V, S>(z, a->Classes);
            var log = Exponential.Log(Exponentials.Sum<V, S>(z, max, null, a->Classes));
            if (a->Sparse) return log - (z[(int)t[0]] - max);
            // Targets that do not sum to 1 weigh the logarithm as their sum does.
            var loss = 0f;
            for (var c = 0; c < a->Classes; c++) loss += Smoothed(t[c], a) * (log - (z[c] - max));
            return loss;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Gradient<V, S>(float* z, float* t, float scale, float* dz, LossArguments* a) where V : struct where S
            : struct, ISimd<V>
        {
            float* terms = stackalloc float[Block], targets = stackalloc float[Block];
            var max = Exponentials.Greatest<V, S>(z, a->Classes);
            // Where nothing is to be kept they need not be worked out again.
            var sum = Exponentials.Sum<V, S>(z, max, a->Accumulate ? null : dz, a->Classes);
            var total = Total(t, a);
            for (var first = 0; first < a->Classes; first += Block)
            {
                var n = Math.Min(Block, a->Classes - first);
                if (a->Accumulate) Exponentials.Fill<V, S>(z + first, max, terms, n);
                var e = a->Accumulate ? terms : dz + first;
                Targets(t, first, n, a, targets);
                var done = Slopes<V, S>(e, targets, sum, total, scale, dz + first, 0, n, a->Accumulate);
                Slopes<float, Simd1>(e, targets, sum, total, scale, dz + first, done, n, a->Accumulate);
            }
        }

        // (p Σ t − t) × scale with p = e / sum.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Slopes<V, S>(float* e, float* targets, float sum, float total, float scale, float* dz, int i, int n, bool adds)
            where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= n; i += S.Width)
            {
                var p = S.Multiply(S.Divide(S.Load(e + i), S.Broadcast(sum)), S.Broadcast(total));
                var g = S.Multiply(S.Subtract(p, S.Load(targets + i)), S.Broadcast(scale));
                S.Store(dz + i, adds ? S.Add(S.Load(dz + i), g) : g);
            }
            return i;
        }
    }

    /// <summary>A loss of each class's share of the whole: of probabilities divided by their sum, or of the softmax of logits.</summary>
    public interface IShare
    {
        static abstract V Value<V, S>(V q, V t, LossArguments* a) where V : struct where S : struct, ISimd<V>;

        static abstract V Slope<V, S>(V q, V t, LossArguments* a) where V : struct where S : struct, ISimd<V>;
    }

    /// <summary>Σ_c f(q_c, t_c) with q clipped.</summary>
    public readonly struct Shares<F> : RowLosses.IFunction where F : struct, IShare
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static double Value<V, S>(float* p, float* t, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            float* q = stackalloc float[Block], targets = stackalloc float[Block];
            var (whole, loss) = (Whole<V, S>(p, a), 0f);
            for (var first = 0; first < a->Classes; first += Block)
            {
                var n = Math.Min(Block, a->Classes - first);
                OfWhole<V, S>(p + first, whole, n, a, q);
                Targets(t, first, n, a, targets);
                var done = Values<V, S>(q, targets, 0, n, a);
                Values<float, Simd1>(q, targets, done, n, a);
                for (var c = 0; c < n; c++) loss += q[c];
            }
            return loss;
        }

        // d / d p_c = (g_c − Σ_k g_k q_k) × (q_c of logits, 1 / Σ p of probabilities), with g_c = f'(q_c) where q_c is inside the clip.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Gradient<V, S>(float* p, float* t, float scale, float* dp, LossArguments* a) where V : struct where S
            : struct, ISimd<V>
        {
            float* q = stackalloc float[Block], g = stackalloc float[Block];
            var (whole, dot) = (Whole<V, S>(p, a), 0f);
            for (var first = 0; first < a->Classes; first += Block)
            {
                var n = Slopes<V, S>(p, t, first, whole, a, q, g);
                for (var c = 0; c < n; c++) dot += g[c] * q[c];
            }
            for (var first = 0; first < a->Classes; first += Block)
            {
                var n = Slopes<V, S>(p, t, first, whole, a, q, g);
                var d = dp + first;
                for (var c = 0; c < n; c++)
                    d[c] = ((g[c] - dot) * scale * (a->FromLogits ? q[c] : 1 / whole.Sum)) + (a->Accumulate ? d[c] : 0);
            }
        }

        // The shares of a block of classes, and f' there; how many there are.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Slopes<V, S>(float* p, float* t, int first, (float Max, float Sum) whole, LossArguments* a, float* q, float* g)
            where V : struct where S : struct, ISimd<V>
        {
            var n = Math.Min(Block, a->Classes - first);
            OfWhole<V, S>(p + first, whole, n, a, q);
            Targets(t, first, n, a, g);
            var done = Slopes<V, S>(q, g, 0, n, a);
            Slopes<float, Simd1>(q, g, done, n, a);
            return n;
        }

        // In the targets' place.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Slopes<V, S>(float* q, float* t, int i, int n, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= n; i += S.Width)
            {
                var x = S.Load(q + i);
                var inside = S.SelectGreater(S.Broadcast(1 - Smallest), x, F.Slope<V, S>(x, S.Load(t + i), a), S.Zero);
                S.Store(t + i, S.SelectGreater(x, S.Broadcast(Smallest), inside, S.Zero));
            }
            return i;
        }

        // In the shares' place.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Values<V, S>(float* q, float* t, int i, int n, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= n; i += S.Width)
            {
                // in this order NaN stays NaN
                var x = S.Min(S.Broadcast(1 - Smallest), S.Max(S.Broadcast(Smallest), S.Load(q + i)));
                S.Store(q + i, F.Value<V, S>(x, S.Load(t + i), a));
            }
            return i;
        }
    }

    /// <summary>−t ln q.</summary>
    public readonly struct Entropy : IShare
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V q, V t, LossArguments* a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Subtract(S.Zero, t), Functions.Log<V, S>(q));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V q, V t, LossArguments* a) where V : struct where S : struct, ISimd<V> =>
            S.Divide(S.Subtract(S.Zero, t), q);
    }

    /// <summary>−R (1 − q)ᵠ t ln q with Q = φ.</summary>
    public readonly struct Focal : IShare
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V q, V t, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var focus = Power<V, S>(Functions.Log<V, S>(S.Subtract(S.Broadcast(1), q)), a->Q);
            return S.Multiply(S.Multiply(S.Multiply(S.Broadcast(-a->R), t), focus), Functions.Log<V, S>(q));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V q, V t, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var rest = Functions.Log<V, S>(S.Subtract(S.Broadcast(1), q));
            var more = S.Multiply(S.Multiply(S.Broadcast(a->Q), Power<V, S>(rest, a->Q - 1)), Functions.Log<V, S>(q));
            return S.Multiply(S.Multiply(S.Broadcast(a->R), t), S.Subtract(more, S.Divide(Power<V, S>(rest, a->Q), q)));
        }

        // From the logarithm.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Power<V, S>(V log, float power) where V : struct where S : struct, ISimd<V> =>
            Functions.Exp<V, S>(S.Multiply(S.Broadcast(power), log));
    }

    // What the shares are of.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (float Max, float Sum) Whole<V, S>(float* p, LossArguments* a) where V : struct where S : struct, ISimd<V>
    {
        var (max, sum) = (0f, 0f);
        if (a->FromLogits) sum = Exponentials.Sum<V, S>(p, max = Exponentials.Greatest<V, S>(p, a->Classes), null, a->Classes);
        else
            for (var c = 0; c < a->Classes; c++) sum += p[c];
        return (max, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OfWhole<V, S>(float* p, (float Max, float Sum) whole, int n, LossArguments* a, float* to) where V : struct where S
        : struct, ISimd<V>
    {
        if (a->FromLogits) Exponentials.Fill<V, S>(p, whole.Max, to, n);
        for (var c = 0; c < n; c++) to[c] = (a->FromLogits ? to[c] : p[c]) / whole.Sum;
    }

    // The targets of classes [first, first + n).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Targets(float* t, int first, int n, LossArguments* a, float* to)
    {
        if (!a->Sparse)
        {
            for (var c = 0; c < n; c++) to[c] = Smoothed(t[first + c], a);
            return;
        }
        for (var c = 0; c < n; c++) to[c] = 0;
        var own = (int)t[0] - first;
        if (own >= 0 && own < n) to[own] = 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Total(float* t, LossArguments* a)
    {
        if (a->Sparse) return 1;
        var total = 0f;
        for (var c = 0; c < a->Classes; c++) total += Smoothed(t[c], a);
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float Smoothed(float t, LossArguments* a) => (a->P * t) + ((1 - a->P) / a->Classes);
}
