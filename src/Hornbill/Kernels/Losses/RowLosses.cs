using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Losses whose classes belong together: the loss of a sample is the mean of w f over its places, without those whose target is
/// ignored, with the weight w of the sample or of the place.</summary>
static unsafe class RowLosses
{
    const float Smallest = 1e-7f;

    public interface IFunction
    {
        /// <summary>The loss of a place.</summary>
        static abstract double Value<V, S>(float* p, float* t, LossArguments* a) where V : struct where S : struct, ISimd<V>;

        /// <summary>Writes or adds <paramref name="scale"/> times its gradient.</summary>
        static abstract void Gradient<V, S>(float* p, float* t, float scale, float* dp, LossArguments* a) where V : struct where S
            : struct, ISimd<V>;
    }

    public readonly struct Each<F> : IKernel<LossArguments> where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
            {
                float* p = a->Predictions + ((long)n * a->PredictionsSample), t = a->Targets + ((long)n * a->TargetsSample);
                var w = a->Weights + ((long)n * a->WeightsSample);
                if (a->Losses != null) a->Losses[n * a->LossesSample] = a->Divisor == 0 ? 0 : (float)(Sum<V, S>(p, t, w, a) / a->Divisor);
                if (a->Gradient == null) continue;
                var scale = a->Divisor == 0 ? 0 : a->Upstream[n * a->UpstreamSample] / (float)a->Divisor;
                Gradients<V, S>(p, t, w, scale, a->Gradient + ((long)n * a->GradientSample), a);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static double Sum<V, S>(float* p, float* t, float* w, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var (sum, each) = (0.0, a->WeightFloats > 1 ? 1 : 0);
            for (var place = 0; place < a->Places; place++, p += a->Classes, t += a->TargetFloats, w += each)
                if (!Ignored(t, a)) sum += *w * F.Value<V, S>(p, t, a);
            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Gradients<V, S>(float* p, float* t, float* w, float scale, float* dp, LossArguments* a) where V : struct where S
            : struct, ISimd<V>
        {
            var each = a->WeightFloats > 1 ? 1 : 0;
            for (var place = 0; place < a->Places; place++, p += a->Classes, t += a->TargetFloats, dp += a->Classes, w += each)
            {
                if (!Ignored(t, a)) F.Gradient<V, S>(p, t, *w * scale, dp, a);
                else if (!a->Accumulate) new Span<float>(dp, a->Classes).Clear();
            }
        }
    }

    /// <summary>−p · t / (|p| |t|), where a length is at least 1e-7.</summary>
    public readonly struct Cosine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static double Value<V, S>(float* p, float* t, LossArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var (pp, tt, pt) = Products(p, t, a);
            return -pt / (Length(pp) * Length(tt));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Gradient<V, S>(float* p, float* t, float scale, float* dp, LossArguments* a) where V : struct where S
            : struct, ISimd<V>
        {
            var (pp, tt, pt) = Products(p, t, a);
            var by = -scale / (Length(pp) * Length(tt));
            var back = pp > (double)Smallest * Smallest ? pt / pp : 0;
            for (var c = 0; c < a->Classes; c++) dp[c] = (float)(by * (t[c] - (back * p[c]))) + (a->Accumulate ? dp[c] : 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static (double, double, double) Products(float* p, float* t, LossArguments* a)
        {
            double pp = 0, tt = 0, pt = 0;
            for (var c = 0; c < a->Classes; c++)
            {
                pp += (double)p[c] * p[c];
                tt += (double)t[c] * t[c];
                pt += (double)p[c] * t[c];
            }
            return (pp, tt, pt);
        }

        static double Length(double squares) => Math.Max(Math.Sqrt(squares), Smallest);
    }

    /// <summary>max(0, 1 + max (1 − t) p − Σ t p). Of equally great ones the first has the gradient.</summary>
    public readonly struct CategoricalHinge : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static double Value<V, S>(float* p, float* t, LossArguments* a) where V : struct where S : struct, ISimd<V> =>
            Math.Max(0, Margin(p, t, a).Margin);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Gradient<V, S>(float* p, float* t, float scale, float* dp, LossArguments* a) where V : struct where S
            : struct, ISimd<V>
        {
            var (margin, greatest) = Margin(p, t, a);
            if (!(margin > 0)) scale = 0;
            for (var c = 0; c < a->Classes; c++) dp[c] = (scale * ((c == greatest ? 1 - t[c] : 0) - t[c])) + (a->Accumulate ? dp[c] : 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static (double Margin, int Greatest) Margin(float* p, float* t, LossArguments* a)
        {
            var (right, wrong, greatest) = (0.0, double.NegativeInfinity, 0);
            for (var c = 0; c < a->Classes; c++)
            {
                right += (double)t[c] * p[c];
                var other = (1 - t[c]) * (double)p[c];
                if (other > wrong) (wrong, greatest) = (other, c);
            }
            return (1 + wrong - right, greatest);
        }
    }

    /// <summary>(1 − pᴾ) / P of the probability p of the class that is the target.</summary>
    public readonly struct Generalized : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static double Value<V, S>(float* p, float* t, LossArguments* a) where V : struct where S : struct, ISimd<V> =>
            (1 - Power(p[(int)t[0]], a->P)) / a->P;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Gradient<V, S>(float* p, float* t, float scale, float* dp, LossArguments* a) where V : struct where S
            : struct, ISimd<V>
        {
            for (var c = 0; c < a->Classes; c++)
                dp[c] = (c == (int)t[0] ? -scale * Power(Math.Max(p[c], Smallest), a->P - 1) : 0) + (a->Accumulate ? dp[c] : 0);
        }

        static float Power(float x, float power) => x > 0 ? Exponential.Of(power * Exponential.Log(x)) : x * 0;
    }

    static bool Ignored(float* t, LossArguments* a) => a->Ignores && t[0] == a->Ignored;
}
