using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>
/// Cross-entropy of each sample, loss_n = −w_n Σ_c t_c ln p_c, for probabilities t or one class index.
/// From logits, softmax is part of it: loss_n = w_n × (ln Σ_c exp z_c − Σ_c t_c z_c) with the gradient (p − t) × w_n × d_n for d_n into loss_n, where no probability is
/// divided by or has its logarithm taken. From probabilities they are first divided by their sum and clipped to [1e-7, 1 − 1e-7], where the gradient is 0.
/// </summary>
static unsafe class CrossEntropy
{
    const float Smallest = 1e-7f;

    public struct Arguments
    {
        public int Samples, Classes;
        public float* Logits, Targets, Weights; // targets: a class index, or a probability for each class
        public int LogitsSample, TargetsSample, WeightsSample;
        public bool Sparse, FromLogits;
        public float* Losses, Gradient; // either may be null
        public int LossesSample, GradientSample;
        public float* Upstream; // d: the gradient by each loss
        public int UpstreamSample;
        public bool Accumulate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Arguments* a)
    {
        var p = stackalloc float[a->Classes];
        for (var n = 0; n < a->Samples; n++)
        {
            float* z = a->Logits + (n * a->LogitsSample), t = a->Targets + (n * a->TargetsSample);
            var w = a->Weights[n * a->WeightsSample];
            var dz = a->Gradient == null ? null : a->Gradient + (n * a->GradientSample);
            if (a->Losses != null)
                a->Losses[n * a->LossesSample] = w * (a->FromLogits ? Loss(z, t, a->Classes, a->Sparse) : Clipped(z, t, a->Classes, a->Sparse));
            if (dz == null) continue;
            if (!a->FromLogits)
            {
                ClippedGradient(z, t, w * a->Upstream[n * a->UpstreamSample], dz, a);
                continue;
            }
            Softmax.Forward(z, p, a->Classes);
            Gradient(p, t, w * a->Upstream[n * a->UpstreamSample], dz, a);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Loss(float* z, float* t, int classes, bool sparse)
    {
        var max = z[0];
        for (var c = 1; c < classes; c++) max = z[c] > max ? z[c] : max;
        var sum = 0f;
        for (var c = 0; c < classes; c++) sum += Exponential.Of(z[c] - max);
        var log = Exponential.Log(sum);
        if (sparse) return log - (z[(int)t[0]] - max);
        // Targets that do not sum to 1 weigh the logarithm as their sum does.
        var loss = 0f;
        for (var c = 0; c < classes; c++) loss += t[c] * (log - (z[c] - max));
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Gradient(float* p, float* t, float scale, float* dz, Arguments* a)
    {
        var total = 1f;
        if (!a->Sparse)
        {
            total = 0;
            for (var c = 0; c < a->Classes; c++) total += t[c];
        }
        for (var c = 0; c < a->Classes; c++)
        {
            dz[c] = (((p[c] * total) - Target(t, c, a->Sparse)) * scale) + (a->Accumulate ? dz[c] : 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Clipped(float* p, float* t, int classes, bool sparse)
    {
        var (sum, loss) = (Sum(p, classes), 0f);
        for (var c = 0; c < classes; c++) loss -= Target(t, c, sparse) * Exponential.Log(Math.Clamp(p[c] / sum, Smallest, 1 - Smallest));
        return loss;
    }

    // With q = p / Σ p: d loss / d p_c = (−t_c / q_c + Σ_k t_k [q_k inside]) / Σ p where q_c is inside the clip.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ClippedGradient(float* p, float* t, float scale, float* dp, Arguments* a)
    {
        var (sum, inside) = (Sum(p, a->Classes), 0f);
        for (var c = 0; c < a->Classes; c++) inside += Inside(p[c] / sum) ? Target(t, c, a->Sparse) : 0;
        for (var c = 0; c < a->Classes; c++)
        {
            var q = p[c] / sum;
            var g = ((Inside(q) ? -Target(t, c, a->Sparse) / q : 0) + inside) * (scale / sum);
            dp[c] = g + (a->Accumulate ? dp[c] : 0);
        }
    }

    static bool Inside(float q) => q is > Smallest and < 1 - Smallest;

    static float Target(float* t, int c, bool sparse) => sparse ? ((int)t[0] == c ? 1 : 0) : t[c];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Sum(float* p, int classes)
    {
        var sum = 0f;
        for (var c = 0; c < classes; c++) sum += p[c];
        return sum;
    }
}
