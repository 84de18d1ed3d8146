using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>y_c = exp(x_c − max x) / Σ_k exp(x_k − max x), for rows of classes, and its logarithm; summed in one order whatever the
/// width of vectors.</summary>
static unsafe class Softmax
{
    struct Arguments
    {
        public float* X, Y, Dy, Dx;
        public int Classes;
        public bool Accumulate;
    }

    public static void Forward(float* x, float* y, int classes, int width)
    {
        var a = new Arguments { X = x, Y = y, Classes = classes };
        SimdWidth.Call<Shares, Arguments>(width, &a);
    }

    /// <summary>dx_c = y_c × (dy_c − Σ_k dy_k y_k), added or written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* y, float* dy, float* dx, int classes, bool accumulate)
    {
        var dot = 0f;
        for (var c = 0; c < classes; c++) dot += dy[c] * y[c];
        for (var c = 0; c < classes; c++) dx[c] = (y[c] * (dy[c] - dot)) + (accumulate ? dx[c] : 0);
    }

    /// <summary>y_c = x_c − max x − ln Σ_k exp(x_k − max x).</summary>
    public static void LogForward(float* x, float* y, int classes, int width)
    {
        var a = new Arguments { X = x, Y = y, Classes = classes };
        SimdWidth.Call<Logarithms, Arguments>(width, &a);
    }

    /// <summary>dx_c = dy_c − exp(y_c) Σ_k dy_k, added or written.</summary>
    public static void LogGradient(float* y, float* dy, float* dx, int classes, bool accumulate, int width)
    {
        var a = new Arguments { Y = y, Dy = dy, Dx = dx, Classes = classes, Accumulate = accumulate };
        SimdWidth.Call<LogarithmsGradient, Arguments>(width, &a);
    }

    readonly struct Shares : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var sum = Exponentials.Sum<V, S>(a->X, Exponentials.Greatest<V, S>(a->X, a->Classes), a->Y, a->Classes);
            var (i, s) = (0, S.Broadcast(sum));
            for (; i + S.Width <= a->Classes; i += S.Width) S.Store(a->Y + i, S.Divide(S.Load(a->Y + i), s));
            for (; i < a->Classes; i++) a->Y[i] /= sum;
        }
    }

    readonly struct Logarithms : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var max = Exponentials.Greatest<V, S>(a->X, a->Classes);
            var log = Exponential.Log(Exponentials.Sum<V, S>(a->X, max, null, a->Classes));
            for (var c = 0; c < a->Classes; c++) a->Y[c] = a->X[c] - max - log;
        }
    }

    readonly struct LogarithmsGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var p = stackalloc float[Exponentials.Block];
            var sum = 0f;
            for (var c = 0; c < a->Classes; c++) sum += a->Dy[c];
            for (var first = 0; first < a->Classes; first += Exponentials.Block)
            {
                var n = Math.Min(Exponentials.Block, a->Classes - first);
                float* dy = a->Dy + first, dx = a->Dx + first;
                Exponentials.Fill<V, S>(a->Y + first, 0, p, n);
                for (var c = 0; c < n; c++) dx[c] = dy[c] - (p[c] * sum) + (a->Accumulate ? dx[c] : 0);
            }
        }
    }
}
