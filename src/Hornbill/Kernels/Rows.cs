using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Where rows of floats lie: of an image (height rows of width × channels floats), or of anything else as one row.</summary>
readonly record struct RowsOf(int Samples, int Rows, int Length);

/// <summary>Loops over rows that have gaps between them, because a rim of zeros surrounds them.</summary>
static unsafe class Rows
{
    public struct Arguments
    {
        public RowsOf Size;
        public float* From, To;
        public int FromSample, FromRow, ToSample, ToRow;
        public float* Mask; // relu's output, where the gradient of relu is asked for
        public int MaskSample, MaskRow;
        public bool Accumulate;
    }

    /// <summary>An operation on one vector of each: the value, the mask.</summary>
    public interface IOperation
    {
        static abstract V Apply<V, S>(V x, V mask) where V : struct where S : struct, ISimd<V>;
    }

    /// <summary>x.</summary>
    public readonly struct Copy : IOperation
    {
        public static V Apply<V, S>(V x, V mask) where V : struct where S : struct, ISimd<V> => x;
    }

    /// <summary>max(x, 0).</summary>
    public readonly struct Relu : IOperation
    {
        public static V Apply<V, S>(V x, V mask) where V : struct where S : struct, ISimd<V> => S.Max(S.Zero, x);
    }

    /// <summary>The gradient x where relu's output is positive, else 0.</summary>
    public readonly struct ReluGradient : IOperation
    {
        public static V Apply<V, S>(V x, V mask) where V : struct where S : struct, ISimd<V> => S.SelectGreater(mask, S.Zero, x, S.Zero);
    }

    /// <summary>to = operation(from), or to += it.</summary>
    public readonly struct Each<O> : IKernel<Arguments> where O : struct, IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Size.Samples; n++)
                for (var r = 0; r < a->Size.Rows; r++)
                {
                    var from = a->From + (n * a->FromSample) + (r * a->FromRow);
                    var to = a->To + (n * a->ToSample) + (r * a->ToRow);
                    var mask = a->Mask == null ? from : a->Mask + (n * a->MaskSample) + (r * a->MaskRow);
                    var i = Row<V, S>(from, mask, to, 0, a->Size.Length, a->Accumulate);
                    Row<float, Simd1>(from, mask, to, i, a->Size.Length, a->Accumulate);
                }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Row<V, S>(float* from, float* mask, float* to, int i, int length, bool accumulate) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= length; i += S.Width)
            {
                var y = O.Apply<V, S>(S.Load(from + i), S.Load(mask + i));
                S.Store(to + i, accumulate ? S.Add(S.Load(to + i), y) : y);
            }
            return i;
        }
    }

    /// <summary>Zeros the rim around rows: everything of a sample that no row covers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ClearRim(float* sample, int sampleFloats, int first, int rows, int length, int stride)
    {
        new Span<float>(sample, first).Clear();
        for (var r = 0; r < rows - 1; r++) new Span<float>(sample + first + (r * stride) + length, stride - length).Clear();
        var end = first + ((rows - 1) * stride) + length;
        new Span<float>(sample + end, sampleFloats - end).Clear();
    }
}
