using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Random numbers let into values: y[p, i] = rule(x[p, i], word i), the same words at all places p. The words are counted, not drawn:
/// forward and backward ask for the same ones, and neither tiles nor threads change them. What is done with a word is a small struct.
/// </summary>
static unsafe class Noise
{
    public struct Arguments
    {
        public Philox Random;
        public float P, Q, R;    // the rule's settings
        public float* From, To;  // values or gradients: (Places, Length)
        public int Places, Length;
        public bool Accumulate;
    }

    public interface IRule
    {
        /// <summary>From a value and a whole number of 24 bits, 0 ≤ word &lt; 2²⁴, exact in a float.</summary>
        static abstract V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V>;

        /// <summary>The gradient by x from that by y.</summary>
        static abstract V Gradient<V, S>(V dy, V word, in Arguments a) where V : struct where S : struct, ISimd<V>;
    }

    /// <summary>A rule's gradient.</summary>
    public readonly struct Back<T> : IRule where T : struct, IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            T.Gradient<V, S>(x, word, a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Gradient<V, S>(V dy, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            T.Gradient<V, S>(dy, word, a);
    }

    /// <summary>Inverted dropout: x / (1 − rate) where the word is at least P = rate × 2²⁴, else 0; Q = 1 / (1 − rate).</summary>
    public readonly struct Dropout : IRule
    {
        /// <summary>Of a rate of 1 nothing is left, and nothing is multiplied.</summary>
        public static (float P, float Q) Settings(double rate) =>
            ((float)Math.Round(rate * 16777216.0), rate < 1 ? 1 / (1 - (float)rate) : 0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(S.Broadcast(a.P), word, S.Zero, S.Multiply(x, S.Broadcast(a.Q)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Gradient<V, S>(V dy, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            Apply<V, S>(dy, word, a);
    }

    /// <summary>Alpha dropout: Q x + R where the word is at least P = rate × 2²⁴, else the constant that selu falls to, times Q, +
    /// R.</summary>
    public readonly struct Alpha : IRule
    {
        const double Low = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946;

        /// <summary>Q = ((1 − rate)(1 + rate Low²))^−½ and R = −Q Low rate keep mean 0 and deviation 1.</summary>
        public static (float P, float Q, float R) Settings(double rate)
        {
            var q = 1 / Math.Sqrt((1 - rate) * (1 + (rate * Low * Low)));
            return ((float)Math.Round(rate * 16777216.0), (float)q, (float)(-q * Low * rate));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.MultiplyAdd(S.Broadcast(a.Q), S.SelectGreater(S.Broadcast(a.P), word, S.Broadcast((float)Low), x), S.Broadcast(a.R));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Gradient<V, S>(V dy, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(S.Broadcast(a.P), word, S.Zero, S.Multiply(dy, S.Broadcast(a.Q)));
    }

    /// <summary>x + P z with z standard normal.</summary>
    public readonly struct Added : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.MultiplyAdd(S.Broadcast(a.P), Functions.Normal<V, S>(word), x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Gradient<V, S>(V dy, V word, in Arguments a) where V : struct where S : struct, ISimd<V> => dy;
    }

    /// <summary>x (1 + P z) with z standard normal.</summary>
    public readonly struct Multiplied : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(x, S.MultiplyAdd(S.Broadcast(a.P), Functions.Normal<V, S>(word), S.Broadcast(1)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Gradient<V, S>(V dy, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            Apply<V, S>(dy, word, a);
    }

    public readonly struct Each<R> : IKernel<Arguments> where R : struct, IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var words = stackalloc uint[Philox.Block];
            var units = stackalloc float[Philox.Block];
            for (int i = 0, block = 0; i < a->Length; i += Philox.Block, block++)
            {
                a->Random.Fill((uint)block, words);
                for (var j = 0; j < Philox.Block; j++) units[j] = words[j] >> 8;
                var n = Math.Min(Philox.Block, a->Length - i);
                for (var p = 0L; p < a->Places; p++)
                {
                    var done = Block<V, S>(units, a->From + (p * a->Length) + i, a->To + (p * a->Length) + i, 0, n, a);
                    Block<float, Simd1>(units, a->From + (p * a->Length) + i, a->To + (p * a->Length) + i, done, n, a);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Block<V, S>(float* units, float* from, float* to, int i, int n, Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= n; i += S.Width)
            {
                var y = R.Apply<V, S>(S.Load(from + i), S.Load(units + i), *a);
                S.Store(to + i, a->Accumulate ? S.Add(S.Load(to + i), y) : y);
            }
            return i;
        }
    }

    /// <summary>The words of <paramref name="count"/> elements, as whole numbers of 24 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(in Philox random, float* to, int count)
    {
        var words = stackalloc uint[Philox.Block];
        for (int i = 0, block = 0; i < count; i += Philox.Block, block++)
        {
            random.Fill((uint)block, words);
            for (var j = 0; j < Math.Min(Philox.Block, count - i); j++) to[i + j] = words[j] >> 8;
        }
    }

    /// <summary>A rule between a value a and the word b of its place, of which several places may share one: for the loop over
    /// boxes.</summary>
    public readonly struct OfPlace<T> : Rows.IOperation where T : struct, IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            T.Apply<V, S>(a, b, new() { P = s.P, Q = s.Q, R = s.R });
    }
}
