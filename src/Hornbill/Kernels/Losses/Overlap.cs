using System.Buffers;
using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>1 − share · I / (a I + b T + c P + 1e-7) of each group of elements, with I = Σ t p, T = Σ t and P = Σ p, of each sample or of
/// the whole batch; a sample's loss is its weight times the sum over its groups.</summary>
static unsafe class Overlap
{
    const double Smallest = 1e-7;

    /// <summary>What counts how much.</summary>
    public readonly record struct Shares(double Share, double Both, double Target, double Prediction);

    public struct Arguments
    {
        public Shares Shares;
        public int* Groups;    // of each element of a sample
        public int Count;      // of groups
        public bool OverBatch; // whether samples are summed over
        public double Divisor; // of the sum over the groups
    }

    public static void Run(LossArguments* a, in Arguments o)
    {
        var length = 3 * o.Count * (o.OverBatch ? 1 : a->Samples);
        var sums = ArrayPool<double>.Shared.Rent(length);
        Array.Clear(sums, 0, length);
        fixed (double* s = sums) Run(a, o, s);
        ArrayPool<double>.Shared.Return(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run(LossArguments* a, in Arguments o, double* sums)
    {
        var (stride, scale) = (o.OverBatch ? 0 : 3 * o.Count, 0.0);
        for (var n = 0; n < a->Samples; n++)
        {
            Sum(a->Predictions + ((long)n * a->PredictionsSample), a->Targets + ((long)n * a->TargetsSample), a->Classes, o.Groups, sums
                + (n * stride));
            if (a->Gradient != null) scale += (double)a->Weights[n * a->WeightsSample] * a->Upstream[n * a->UpstreamSample];
        }
        for (var n = 0; n < a->Samples; n++)
        {
            double weight = a->Weights[n * a->WeightsSample];
            if (a->Losses != null) a->Losses[n * a->LossesSample] = (float)(weight * Loss(sums + (n * stride), o) / o.Divisor);
            if (a->Gradient != null) Gradient(a, o, n, sums + (n * stride),
                (o.OverBatch ? scale : weight * a->Upstream[n * a->UpstreamSample]) / o.Divisor);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Sum(float* p, float* t, int length, int* groups, double* sums)
    {
        for (var i = 0; i < length; i++)
        {
            var s = sums + (3 * groups[i]);
            s[0] += (double)t[i] * p[i];
            s[1] += t[i];
            s[2] += p[i];
        }
    }

    static double Whole(double* s, in Shares shares) =>
        (shares.Both * s[0]) + (shares.Target * s[1]) + (shares.Prediction * s[2]) + Smallest;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Loss(double* sums, in Arguments o)
    {
        var loss = 0.0;
        for (var g = 0; g < o.Count; g++) loss += 1 - (o.Shares.Share * sums[3 * g] / Whole(sums + (3 * g), o.Shares));
        return loss;
    }

    // d / dp of −I / D with D = a I + b T + c P + ε: −(t D − I (a t + c)) / D².
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Gradient(LossArguments* a, in Arguments o, int n, double* sums, double scale)
    {
        float* t = a->Targets + ((long)n * a->TargetsSample), dp = a->Gradient + ((long)n * a->GradientSample);
        for (var i = 0; i < a->Classes; i++)
        {
            var s = sums + (3 * o.Groups[i]);
            var whole = Whole(s, o.Shares);
            var slope = -o.Shares.Share * ((t[i] * whole) - (s[0] * ((o.Shares.Both * t[i]) + o.Shares.Prediction))) / (whole * whole);
            dp[i] = (float)(scale * slope) + (a->Accumulate ? dp[i] : 0);
        }
    }
}
