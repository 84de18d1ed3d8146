using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Losses that are a mean of f(p, t) over each prediction p and its target t: loss_n = 1 / count Σ w f(p, t), and the gradient by p is
/// w d_n / count × f'(p, t) for d_n into loss_n, with the weight w of the sample or of the place. A new one says f and f'. P, Q, R are its
/// settings; in those that smooth labels P is the share that a label keeps.
/// </summary>
static unsafe partial class PairLosses
{
    const float Smallest = 1e-7f;
    const int Block = 1024; // floats summed as floats, before they go into a double

    public interface IFunction
    {
        static abstract V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>;

        static abstract V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>;
    }

    public readonly struct Each<F> : IKernel<LossArguments> where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var divisor = a->Total ? a->Divisor : a->Divisor * a->Classes;
            var length = a->Places * a->Classes / a->WeightFloats; // that share a weight
            for (var n = 0; n < a->Samples; n++)
            {
                float* p = a->Predictions + ((long)n * a->PredictionsSample), t = a->Targets + ((long)n * a->TargetsSample);
                var w = a->Weights + ((long)n * a->WeightsSample);
                if (a->Losses != null)
                {
                    var loss = 0.0;
                    for (var i = 0; i < a->WeightFloats; i++) loss += w[i] * Sum<V,
                        S>(p + ((long)i * length), t + ((long)i * length), length, a);
                    a->Losses[n * a->LossesSample] = (float)(loss / divisor);
                }
                if (a->Gradient == null) continue;
                var upstream = a->Upstream[n * a->UpstreamSample];
                var dp = a->Gradient + ((long)n * a->GradientSample);
                for (var i = 0L; i < a->WeightFloats; i++)
                    Slopes<V, S>(p + (i * length), t + (i * length), w[i] * upstream / (float)divisor, dp + (i * length), length, a);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static double Sum<V, S>(float* p, float* t, int length, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var lanes = stackalloc float[16];
            var total = 0.0;
            var i = 0;
            while (i < length)
            {
                var (end, sum) = (Math.Min(length, i + Block), S.Zero);
                for (; i + S.Width <= end; i += S.Width) sum = S.Add(sum, F.Value<V, S>(S.Load(p + i), S.Load(t + i), *a));
                S.Store(lanes, sum);
                for (var lane = 0; lane < S.Width; lane++) total += lanes[lane];
                for (; i < end; i++) total += F.Value<float, Simd1>(p[i], t[i], *a);
            }
            return total;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Slopes<V, S>(float* p, float* t, float scale, float* dp, int length, LossArguments* a) where V : struct where S
            : struct, ISimd<V>
        {
            var i = 0;
            for (; i + S.Width <= length; i += S.Width)
            {
                var g = S.Multiply(S.Broadcast(scale), F.Slope<V, S>(S.Load(p + i), S.Load(t + i), *a));
                S.Store(dp + i, a->Accumulate ? S.Add(S.Load(dp + i), g) : g);
            }
            for (; i < length; i++) dp[i] = (scale * F.Slope<float, Simd1>(p[i], t[i], *a)) + (a->Accumulate ? dp[i] : 0);
        }
    }

    // 1 where a is positive, −1 where it is negative, else 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Sign<V, S>(V a) where V : struct where S : struct, ISimd<V> =>
        S.SelectGreater(a, S.Zero, S.Broadcast(1), S.SelectGreater(S.Zero, a, S.Broadcast(-1), S.Zero));

    // Between two bounds, in the order that lets through what is not a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Clip<V, S>(V a, float low, float high) where V : struct where S : struct, ISimd<V> =>
        S.Min(S.Broadcast(high), S.Max(S.Broadcast(low), a));

    // x where a lies between two bounds, else 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Inside<V, S>(V a, float low, float high, V x) where V : struct where S : struct, ISimd<V> =>
        S.SelectGreater(a, S.Broadcast(low), S.SelectGreater(S.Broadcast(high), a, x, S.Zero), S.Zero);
}
