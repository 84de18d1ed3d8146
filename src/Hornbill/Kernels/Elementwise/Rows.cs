using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Rows of floats of an image (height rows of width × channels floats), or of anything else as one row.</summary>
readonly record struct RowsOf(int Samples, int Rows, int Length);

/// <summary>Where the rows of one operand lie: a rim of zeros may leave gaps between them.</summary>
readonly unsafe struct Operand(float* first, int sample, int row)
{
    /// <summary>The first row; null where there is no operand.</summary>
    public float* First => first;

    /// <summary>Floats from one sample to the next.</summary>
    public int SampleStride => sample;

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride => row;

    /// <summary>The same from a row on.</summary>
    public Operand From(int r) => new(first == null ? null : first + ((long)r * row), sample, row);

    /// <summary>Row <paramref name="r"/> of sample <paramref name="n"/>; null where there is no operand.</summary>
    public float* Row(int n, int r) => first == null ? null : first + ((long)n * sample) + ((long)r * row);
}

/// <summary>The one loop over elements: an operation is a small struct, and rows may have gaps between them.</summary>
static unsafe class Rows
{
    public struct Arguments
    {
        public RowsOf Size;
        public Operand A, B, C, To; // B and C may be missing: they are A then
        public float P, Q, R;       // the operation's settings
        public bool Accumulate;
    }

    /// <summary>An operation on one vector of each operand.</summary>
    public interface IOperation
    {
        static abstract V Apply<V, S>(V a, V b, V c, in Arguments s) where V : struct where S : struct, ISimd<V>;
    }

    /// <summary>a.</summary>
    public readonly struct Copy : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Arguments s) where V : struct where S : struct, ISimd<V> => a;
    }

    /// <summary>P a.</summary>
    public readonly struct Scaled : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Broadcast(s.P), a);
    }

    /// <summary>max(a, 0).</summary>
    public readonly struct Relu : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Arguments s) where V : struct where S : struct, ISimd<V> => S.Max(S.Zero, a);
    }

    /// <summary>The gradient a where relu's output b is positive, else 0.</summary>
    public readonly struct ReluGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(b, S.Zero, a, S.Zero);
    }

    /// <summary>to = operation(a, b, c), or to += it.</summary>
    public readonly struct Each<O> : IKernel<Arguments> where O : struct, IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* s) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < s->Size.Samples; n++)
                for (var r = 0; r < s->Size.Rows; r++)
                {
                    float* a = s->A.Row(n, r), b = s->B.Row(n, r), c = s->C.Row(n, r);
                    b = b == null ? a : b;
                    c = c == null ? a : c;
                    var done = Row<V, S>(a, b, c, s->To.Row(n, r), 0, s);
                    Row<float, Simd1>(a, b, c, s->To.Row(n, r), done, s);
                }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Row<V, S>(float* a, float* b, float* c, float* to, int i, Arguments* s) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= s->Size.Length; i += S.Width)
            {
                var y = O.Apply<V, S>(S.Load(a + i), S.Load(b + i), S.Load(c + i), *s);
                S.Store(to + i, s->Accumulate ? S.Add(S.Load(to + i), y) : y);
            }
            return i;
        }
    }

    /// <summary>Zeros.</summary>
    public static void Clear(float* to, int floats) => new Span<float>(to, floats).Clear();

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
