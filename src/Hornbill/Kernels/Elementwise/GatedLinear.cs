using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>y_i = a_i σ(b_i), where x holds all a and then all b.</summary>
static unsafe class GatedLinear
{
    struct Arguments
    {
        public float* X, Y, Dy, Dx;
        public int Half;
        public bool Accumulate;
    }

    public static void Forward(float* x, float* y, int half, int width)
    {
        var a = new Arguments { X = x, Y = y, Half = half };
        SimdWidth.Call<Values, Arguments>(width, &a);
    }

    /// <summary>da = dy σ(b), db = dy a σ(b) (1 − σ(b)); added or written.</summary>
    public static void Gradient(float* x, float* dy, float* dx, int half, bool accumulate, int width)
    {
        var a = new Arguments { X = x, Dy = dy, Dx = dx, Half = half, Accumulate = accumulate };
        SimdWidth.Call<Gradients, Arguments>(width, &a);
    }

    readonly struct Values : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* s) where V : struct where S : struct, ISimd<V>
        {
            var done = Range<V, S>(s, 0);
            Range<float, Simd1>(s, done);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Range<V, S>(Arguments* s, int i) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= s->Half; i += S.Width)
                S.Store(s->Y + i, S.Multiply(S.Load(s->X + i), Functions.Sigmoid<V, S>(S.Load(s->X + s->Half + i))));
            return i;
        }
    }

    readonly struct Gradients : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* s) where V : struct where S : struct, ISimd<V>
        {
            var done = Range<V, S>(s, 0);
            Range<float, Simd1>(s, done);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Range<V, S>(Arguments* s, int i) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= s->Half; i += S.Width)
            {
                V gate = Functions.Sigmoid<V, S>(S.Load(s->X + s->Half + i)), dy = S.Load(s->Dy + i);
                var b = s->Dx + s->Half + i;
                V da = S.Multiply(dy, gate), slope = S.Multiply(gate, S.Subtract(S.Broadcast(1), gate));
                var db = S.Multiply(S.Multiply(dy, S.Load(s->X + i)), slope);
                S.Store(s->Dx + i, s->Accumulate ? S.Add(da, S.Load(s->Dx + i)) : da);
                S.Store(b, s->Accumulate ? S.Add(db, S.Load(b)) : db);
            }
            return i;
        }
    }
}
