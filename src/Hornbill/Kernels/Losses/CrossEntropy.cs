using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>
/// Cross-entropy −Σ_c t_c ln p_c, for probabilities t or one class index; a probability is smoothed to P t + (1 − P) / classes.
/// From logits, softmax is part of it: ln Σ_c exp z_c − Σ_c t_c z_c with the gradient p − t, where no probability is divided by or has its
/// logarithm taken. From probabilities they are first divided by their sum and clipped to [1e-7, 1 − 1e-7], where the gradient is 0.
/// </summary>
static unsafe class CrossEntropy
{
    const float Smallest = 1e-7f;

    /// <summary>Cross-entropy of logits.</summary>
    public readonly struct OfLogits : RowLosses.IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static double Value(float* z, float* t, LossArguments* a)
        {
            var (max, sum) = (Greatest(z, a->Classes), 0f);
            for (var c = 0; c < a->Classes; c++) sum += Exponential.Of(z[c] - max);
            var log = Exponential.Log(sum);
            if (a->Sparse) return log - (z[(int)t[0]] - max);
            // Targets that do not sum to 1 weigh the logarithm as their sum does.
            var loss = 0f;
            for (var c = 0; c < a->Classes; c++) loss += Target(t, c, a) * (log - (z[c] - max));
            return loss;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Gradient(float* z, float* t, float scale, float* dz, LossArguments* a)
        {
            var (max, sum, total, fresh) = (Greatest(z, a->Classes), 0f, 0f, !a->Accumulate);
            for (var c = 0; c < a->Classes; c++)
            {
                var e = Exponential.Of(z[c] - max);
                sum += e;
                total += Target(t, c, a);
                if (fresh) dz[c] = e; // so that it need not be worked out again
            }
            for (var c = 0; c < a->Classes; c++)
            {
                var p = (fresh ? dz[c] : Exponential.Of(z[c] - max)) / sum;
                var g = ((p * total) - Target(t, c, a)) * scale;
                dz[c] = fresh ? g : dz[c] + g;
            }
        }
    }

    /// <summary>A loss of each class's share of the whole: of probabilities divided by their sum, or of the softmax of logits.</summary>
    public interface IShare
    {
        static abstract float Value(float q, float t, LossArguments* a);

        static abstract float Slope(float q, float t, LossArguments* a);
    }

    /// <summary>Σ_c f(q_c, t_c) with q clipped.</summary>
    public readonly struct Shares<F> : RowLosses.IFunction where F : struct, IShare
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static double Value(float* p, float* t, LossArguments* a)
        {
            var (whole, loss) = (Whole(p, a), 0f);
            for (var c = 0; c < a->Classes; c++) loss += F.Value(Math.Clamp(Share(p[c], whole, a), Smallest, 1 - Smallest), Target(t, c, a),
                a);
            return loss;
        }

        // d / d p_c = (g_c − Σ_k g_k q_k) × (q_c of logits, 1 / Σ p of probabilities), with g_c = f'(q_c) where q_c is inside the clip.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Gradient(float* p, float* t, float scale, float* dp, LossArguments* a)
        {
            var (whole, dot) = (Whole(p, a), 0f);
            for (var c = 0; c < a->Classes; c++)
            {
                var q = Share(p[c], whole, a);
                dot += Slope(q, t, c, a) * q;
            }
            for (var c = 0; c < a->Classes; c++)
            {
                var q = Share(p[c], whole, a);
                var g = (Slope(q, t, c, a) - dot) * scale * (a->FromLogits ? q : 1 / whole.Sum);
                dp[c] = g + (a->Accumulate ? dp[c] : 0);
            }
        }

        static float Slope(float q, float* t, int c, LossArguments* a) =>
            q is > Smallest and < 1 - Smallest ? F.Slope(q, Target(t, c, a), a) : 0;

        static float Share(float p, (float Max, float Sum) whole, LossArguments* a) =>
            (a->FromLogits ? Exponential.Of(p - whole.Max) : p) / whole.Sum;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static (float Max, float Sum) Whole(float* p, LossArguments* a)
        {
            var (max, sum) = (a->FromLogits ? Greatest(p, a->Classes) : 0, 0f);
            for (var c = 0; c < a->Classes; c++) sum += a->FromLogits ? Exponential.Of(p[c] - max) : p[c];
            return (max, sum);
        }
    }

    /// <summary>−t ln q.</summary>
    public readonly struct Entropy : IShare
    {
        public static float Value(float q, float t, LossArguments* a) => -t * Exponential.Log(q);

        public static float Slope(float q, float t, LossArguments* a) => -t / q;
    }

    /// <summary>−R (1 − q)ᵠ t ln q with Q = φ.</summary>
    public readonly struct Focal : IShare
    {
        public static float Value(float q, float t, LossArguments* a) => -a->R * t * Power(1 - q, a->Q) * Exponential.Log(q);

        public static float Slope(float q, float t, LossArguments* a) =>
            a->R * t * ((a->Q * Power(1 - q, a->Q - 1) * Exponential.Log(q)) - (Power(1 - q, a->Q) / q));

        static float Power(float x, float power) => Exponential.Of(power * Exponential.Log(x));
    }

    static float Target(float* t, int c, LossArguments* a) =>
        a->Sparse ? ((int)t[0] == c ? 1 : 0) : (a->P * t[c]) + ((1 - a->P) / a->Classes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Greatest(float* z, int classes)
    {
        var max = z[0];
        for (var c = 1; c < classes; c++) max = z[c] > max ? z[c] : max;
        return max;
    }
}
