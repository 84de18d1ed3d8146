using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Inverted dropout: y_i = x_i / (1 − rate) where the 24-bit random number of element i is at least rate × 2²⁴, else 0. The words are counted, not drawn:
/// forward and backward ask for the same ones, and neither tiles nor threads change them.
/// </summary>
static unsafe class Dropout
{
    public struct Arguments
    {
        public Philox Random;
        public float Rate;
        public float* From, To; // values or gradients
        public int Length;
        public bool Accumulate;
    }

    /// <summary>With vectors of <paramref name="width"/> floats.</summary>
    public static void Run(int width, Arguments* a) => SimdWidth.Run<Apply, Arguments>(width, a);

    public readonly struct Apply : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            // Words as whole numbers of 24 bits: exact in floats.
            var threshold = S.Broadcast((float)Math.Round(a->Rate * 16777216.0));
            var scale = S.Broadcast(1 / (1 - a->Rate));
            var words = stackalloc uint[Philox.Block];
            var units = stackalloc float[Philox.Block];
            for (int i = 0, block = 0; i < a->Length; i += Philox.Block, block++)
            {
                a->Random.Fill((uint)block, words);
                for (var j = 0; j < Philox.Block; j++) units[j] = words[j] >> 8;
                var n = Math.Min(Philox.Block, a->Length - i);
                var done = Keep<V, S>(units, threshold, scale, a->From + i, a->To + i, 0, n, a->Accumulate);
                Keep<float, Simd1>(units, (float)Math.Round(a->Rate * 16777216.0), 1 / (1 - a->Rate), a->From + i, a->To + i, done, n, a->Accumulate);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Keep<V, S>(float* units, V threshold, V scale, float* from, float* to, int i, int n, bool accumulate) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= n; i += S.Width)
            {
                var y = S.SelectGreater(threshold, S.Load(units + i), S.Zero, S.Multiply(S.Load(from + i), scale));
                S.Store(to + i, accumulate ? S.Add(S.Load(to + i), y) : y);
            }
            return i;
        }
    }
}
