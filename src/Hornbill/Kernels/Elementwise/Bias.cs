using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>A bias for each channel, where no other step adds it: y[p, c] = x[p, c] + b[c], or relu of it. Forward it is repeated along a
/// row and added by the loop over elements (see Rows).</summary>
static unsafe class Bias
{
    /// <summary>max(a + b, 0).</summary>
    public readonly struct SumRelu : Rows.IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Max(S.Zero, S.Add(a, b));
    }

    public struct GradientArguments
    {
        public RowsOf Size; // rows of places × channels
        public int Channels;
        public Operand Dy, Y;    // Y is missing without relu
        public float* Sums, Row; // (Channels,), and workspace for a row
        public bool Fresh;
    }

    /// <summary>db[c] += Σ_p dy[p, c], sample by sample: rows are added up, then their places.</summary>
    public readonly struct Gradient : IKernel<GradientArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(GradientArguments* a) where V : struct where S : struct, ISimd<V>
        {
            if (a->Fresh) new Span<float>(a->Sums, a->Channels).Clear();
            for (var n = 0; n < a->Size.Samples; n++)
            {
                new Span<float>(a->Row, a->Size.Length).Clear();
                for (var r = 0; r < a->Size.Rows; r++)
                {
                    float* dy = a->Dy.Row(n, r), y = a->Y.Row(n, r);
                    var done = Add<V, S>(dy, y, a->Row, 0, a->Size.Length);
                    Add<float, Simd1>(dy, y, a->Row, done, a->Size.Length);
                }
                Channels.Fold(a->Row, 1, a->Channels, a->Sums, a->Size.Length / a->Channels);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Add<V, S>(float* dy, float* y, float* row, int i, int length) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= length; i += S.Width)
            {
                var g = S.Load(dy + i);
                S.Store(row + i, S.Add(S.Load(row + i), y == null ? g : S.SelectGreater(S.Load(y + i), S.Zero, g, S.Zero)));
            }
            return i;
        }
    }
}
