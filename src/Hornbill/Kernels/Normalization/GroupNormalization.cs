using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Normalisation within a sample: y = γ_c (x − μ) / √(σ² + ε) + β_c, μ and σ² over a set of values. A sample is (Blocks, Places, Groups ×
/// Length) floats, and a set is all places of one group of one block: of layer normalisation each place is a block, of group normalisation
/// the sample is one block. Backward: with x̂ = (x − μ) / √(σ² + ε), g = γ dy and m the mean over the set, dx = (g − m(g) − x̂ m(g x̂)) /
/// √(σ² + ε); dβ and dγ are sums of dy and dy x̂, of each sample here and over the batch in
/// <see cref="BatchNormalization.CombineGradient"/>'s way. Each set is walked twice while it is in the cache; runs of a group's channels
/// are walked in vectors. </summary>
static unsafe class GroupNormalization
{
    public struct Arguments
    {
        public int Samples, Blocks, Places, Groups, Length;
        public float* X, Y, Gradient, To; // x and y forward; x, dy and dx backward
        public int XSample, YSample, GradientSample, ToSample;
        public float* Gamma, Beta; // null: 1 and 0
        public float* Moments;     // of each set μ and 1 / √(σ² + ε)
        public int MomentsSample;
        public float* Sums; // of each sample Σ dy and Σ dy x̂, (2, Groups × Length)
        public int SumsSample;
        public float Epsilon;
        public bool Fresh;

        public readonly int Channels => Groups * Length;
    }

    public readonly struct Forward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
                for (var set = 0; set < a->Blocks * a->Groups; set++)
                {
                    var offset = Offset(a, set);
                    var x = a->X + ((long)n * a->XSample) + offset;
                    var mean = Sum<V, S>(a, x) / ((float)a->Places * a->Length);
                    var inverse = 1 / MathF.Sqrt((Squares<V, S>(a, x, mean) / ((float)a->Places * a->Length)) + a->Epsilon);
                    var moments = a->Moments + ((long)n * a->MomentsSample) + (2 * set);
                    (moments[0], moments[1]) = (mean, inverse);
                    var y = a->Y + ((long)n * a->YSample) + offset;
                    for (var p = 0; p < a->Places; p++) Apply<V, S>(a, set, x + (p * a->Channels), y + (p * a->Channels), mean, inverse);
                }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Apply<V, S>(Arguments* a, int set, float* x, float* y, float mean, float inverse) where V : struct where S : struct,
            ISimd<V>
        {
            var c = set % a->Groups * a->Length;
            float* gamma = a->Gamma == null ? null : a->Gamma + c, beta = a->Beta == null ? null : a->Beta + c;
            var i = 0;
            for (V m = S.Broadcast(mean), s = S.Broadcast(inverse); i + S.Width <= a->Length; i += S.Width)
            {
                var v = S.Multiply(S.Subtract(S.Load(x + i), m), s);
                if (gamma != null) v = S.Multiply(v, S.Load(gamma + i));
                S.Store(y + i, beta != null ? S.Add(v, S.Load(beta + i)) : v);
            }
            for (; i < a->Length; i++) y[i] = ((x[i] - mean) * inverse * (gamma != null ? gamma[i] : 1)) + (beta != null ? beta[i] : 0);
        }
    }

    /// <summary>Each sample's Σ dy and Σ dy x̂ by channel.</summary>
    public readonly struct GradientSums : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
            {
                var sums = a->Sums + ((long)n * a->SumsSample);
                new Span<float>(sums, 2 * a->Channels).Clear();
                for (var set = 0; set < a->Blocks * a->Groups; set++)
                {
                    var offset = Offset(a, set);
                    float* x = a->X + ((long)n * a->XSample) + offset, dy = a->Gradient + ((long)n * a->GradientSample) + offset;
                    var moments = a->Moments + ((long)n * a->MomentsSample) + (2 * set);
                    var to = sums + (set % a->Groups * a->Length);
                    for (var p = 0; p < a->Places; p++) Add<V,
                        S>(a, x + (p * a->Channels), dy + (p * a->Channels), moments[0], moments[1], to);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Add<V, S>(Arguments* a, float* x, float* dy, float mean, float inverse, float* to) where V : struct where S : struct,
            ISimd<V>
        {
            var products = to + a->Channels;
            var i = 0;
            for (V m = S.Broadcast(mean), s = S.Broadcast(inverse); i + S.Width <= a->Length; i += S.Width)
            {
                var d = S.Load(dy + i);
                S.Store(to + i, S.Add(S.Load(to + i), d));
                S.Store(products + i, S.MultiplyAdd(d, S.Multiply(S.Subtract(S.Load(x + i), m), s), S.Load(products + i)));
            }
            for (; i < a->Length; i++)
            {
                to[i] += dy[i];
                products[i] += dy[i] * ((x[i] - mean) * inverse);
            }
        }
    }

    public readonly struct InputGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var count = (float)a->Places * a->Length;
            for (var n = 0; n < a->Samples; n++)
                for (var set = 0; set < a->Blocks * a->Groups; set++)
                {
                    var offset = Offset(a, set);
                    float* x = a->X + ((long)n * a->XSample) + offset, dy = a->Gradient + ((long)n * a->GradientSample) + offset;
                    var to = a->To + ((long)n * a->ToSample) + offset;
                    var moments = a->Moments + ((long)n * a->MomentsSample) + (2 * set);
                    var (sum, product) = Sums<V, S>(a, set, x, dy, moments[0], moments[1]);
                    for (var p = 0; p < a->Places; p++)
                        Apply<V, S>(a, set, x + (p * a->Channels), dy + (p * a->Channels), to + (p * a->Channels), moments[0], moments[1],
                            sum / count, product / count);
                }
        }

        // Σ g and Σ g x̂ of a set.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static (float Sum, float Product) Sums<V, S>(Arguments* a, int set, float* x, float* dy, float mean, float inverse) where V : struct
            where S : struct, ISimd<V>
        {
            var gamma = a->Gamma == null ? null : a->Gamma + (set % a->Groups * a->Length);
            V all = S.Zero, products = S.Zero, m = S.Broadcast(mean), s = S.Broadcast(inverse);
            var (sum, product) = (0f, 0f);
            for (var p = 0; p < a->Places; p++, x += a->Channels, dy += a->Channels)
            {
                var i = 0;
                for (; i + S.Width <= a->Length; i += S.Width)
                {
                    var g = gamma == null ? S.Load(dy + i) : S.Multiply(S.Load(dy + i), S.Load(gamma + i));
                    all = S.Add(all, g);
                    products = S.MultiplyAdd(g, S.Multiply(S.Subtract(S.Load(x + i), m), s), products);
                }
                for (; i < a->Length; i++)
                {
                    var g = dy[i] * (gamma == null ? 1 : gamma[i]);
                    sum += g;
                    product += g * ((x[i] - mean) * inverse);
                }
            }
            return (sum + Lanes.Sum<V, S>(all), product + Lanes.Sum<V, S>(products));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Apply<V, S>(Arguments* a, int set, float* x, float* dy, float* to, float mean, float inverse, float sum, float product)
            where V : struct where S : struct, ISimd<V>
        {
            var gamma = a->Gamma == null ? null : a->Gamma + (set % a->Groups * a->Length);
            V m = S.Broadcast(mean), s = S.Broadcast(inverse), meanOf = S.Broadcast(sum), productOf = S.Broadcast(product);
            var i = 0;
            for (; i + S.Width <= a->Length; i += S.Width)
            {
                var g = gamma == null ? S.Load(dy + i) : S.Multiply(S.Load(dy + i), S.Load(gamma + i));
                var normal = S.Multiply(S.Subtract(S.Load(x + i), m), s);
                var dx = S.Multiply(S.Subtract(S.Subtract(g, meanOf), S.Multiply(normal, productOf)), s);
                S.Store(to + i, a->Fresh ? dx : S.Add(S.Load(to + i), dx));
            }
            for (; i < a->Length; i++)
            {
                var g = dy[i] * (gamma == null ? 1 : gamma[i]);
                var dx = (g - sum - ((x[i] - mean) * inverse * product)) * inverse;
                to[i] = a->Fresh ? dx : to[i] + dx;
            }
        }
    }

    // Where a set begins in its sample.
    static long Offset(Arguments* a, int set) => ((long)(set / a->Groups) * a->Places * a->Channels) + (set % a->Groups * a->Length);

    // Σ x of a set.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Sum<V, S>(Arguments* a, float* x) where V : struct where S : struct, ISimd<V>
    {
        var (all, rest) = (S.Zero, 0f);
        for (var p = 0; p < a->Places; p++, x += a->Channels)
        {
            var i = 0;
            for (; i + S.Width <= a->Length; i += S.Width) all = S.Add(all, S.Load(x + i));
            for (; i < a->Length; i++) rest += x[i];
        }
        return rest + Lanes.Sum<V, S>(all);
    }

    // Σ (x − mean)² of a set.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Squares<V, S>(Arguments* a, float* x, float mean) where V : struct where S : struct, ISimd<V>
    {
        var (all, rest) = (S.Zero, 0f);
        var m = S.Broadcast(mean);
        for (var p = 0; p < a->Places; p++, x += a->Channels)
        {
            var i = 0;
            for (; i + S.Width <= a->Length; i += S.Width)
            {
                var d = S.Subtract(S.Load(x + i), m);
                all = S.MultiplyAdd(d, d, all);
            }
            for (; i < a->Length; i++) rest += (x[i] - mean) * (x[i] - mean);
        }
        return rest + Lanes.Sum<V, S>(all);
    }
}
