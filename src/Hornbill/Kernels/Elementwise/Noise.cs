using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Random numbers let into values: y[p, i] = rule(x[p, i], word i), the same words at all places p. The words are counted, not drawn: forward and backward ask for the same
/// ones, and neither tiles nor threads change them. What is done with a word is a small struct.
/// </summary>
static unsafe class Noise
{
    public struct Arguments
    {
        public Philox Random;
        public float P, Q;       // the rule's settings
        public float* From, To;  // values or gradients: (Places, Length)
        public int Places, Length;
        public bool Accumulate;
    }

    public interface IRule
    {
        /// <summary>From a value and a whole number of 24 bits, 0 ≤ word &lt; 2²⁴, exact in a float.</summary>
        static abstract V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V>;
    }

    /// <summary>Inverted dropout: x / (1 − rate) where the word is at least P = rate × 2²⁴, else 0; Q = 1 / (1 − rate).</summary>
    public readonly struct Dropout : IRule
    {
        public static (float P, float Q) Settings(float rate) => ((float)Math.Round(rate * 16777216.0), 1 / (1 - rate));

        public static V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(S.Broadcast(a.P), word, S.Zero, S.Multiply(x, S.Broadcast(a.Q)));
    }

    /// <summary>x + P z with z standard normal.</summary>
    public readonly struct Added : IRule
    {
        public static V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.MultiplyAdd(S.Broadcast(a.P), Functions.Normal<V, S>(word), x);
    }

    /// <summary>x (1 + P z) with z standard normal.</summary>
    public readonly struct Multiplied : IRule
    {
        public static V Apply<V, S>(V x, V word, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(x, S.MultiplyAdd(S.Broadcast(a.P), Functions.Normal<V, S>(word), S.Broadcast(1)));
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
}
