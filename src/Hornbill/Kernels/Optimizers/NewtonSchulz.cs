using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Muon's step on a matrix (rows, columns): m ← g + μ m and d = g + μ m (Nesterov) or m; d brought near the nearest matrix with
/// orthonormal rows by X ← a X + (b A + c A²) X with A = X Xᵀ, from X = d / (|d| + 1e-7); w ← w − η X. X lies with its shorter side
/// first.</summary>
static unsafe class NewtonSchulz
{
    public struct Arguments
    {
        public Steps.Arguments Step; // A: the rate with its factor; B: μ
        public int Rows, Columns, Iterations, Nesterov;
        public float A, B, C; // a, b and c
        public float* Scratch;
    }

    /// <summary>Floats of scratch that a matrix takes.</summary>
    public static long Scratch(int rows, int columns)
    {
        long side = Math.Min(rows, columns);
        return (2L * rows * columns) + (2 * side * side);
    }

    public static void Run(Arguments* a, int width) => SimdWidth.Call<Kernel, Arguments>(width, a);

    readonly struct Kernel : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            int n = Math.Min(a->Rows, a->Columns), k = Math.Max(a->Rows, a->Columns), turned = a->Rows > a->Columns ? 1 : 0;
            float* x = a->Scratch, next = x + ((long)n * k), gram = next + ((long)n * k), square = gram + ((long)n * n);
            Direction(a, next);
            Normalize(next, a->Rows * a->Columns);
            Turn(next, x, a->Rows, a->Columns, turned);
            for (var i = 0; i < a->Iterations; i++)
            {
                Gram<V, S>(x, gram, n, k);
                Product<V, S>(gram, gram, square, n, n, 0);
                Mix(gram, square, n * n, a->B, a->C);
                Product<V, S>(gram, x, next, n, k, a->A);
                var old = x;
                x = next;
                next = old;
            }
            Turn(x, next, n, k, turned);
            for (var i = 0; i < a->Rows * a->Columns; i++) a->Step.W[i] = (a->Step.W[i] * (1 - a->Step.Decay)) - (a->Step.A * next[i]);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Direction(Arguments* a, float* d)
        {
            var (count, mu) = (a->Rows * a->Columns, a->Step.B);
            for (var i = 0; i < count; i++)
            {
                var g = a->Step.G[i] * a->Step.Scale;
                if (Math.Abs(g) > a->Step.Limit) g = Math.Sign(g) * a->Step.Limit;
                var m = g + (mu * a->Step.Slot0[i]);
                a->Step.Slot0[i] = Math.Abs(m) < 1.17549435e-38f ? 0 : m;
                d[i] = a->Nesterov != 0 ? g + (mu * m) : m;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Normalize(float* x, int count)
        {
            var scale = 1 / (Math.Sqrt(Penalties.SumOfSquares(x, count)) + 1e-7);
            for (var i = 0; i < count; i++) x[i] = (float)(x[i] * scale);
        }

        // (rows, columns) to (columns, rows), or as it is.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Turn(float* from, float* to, int rows, int columns, int turned)
        {
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++) to[turned != 0 ? (c * rows) + r : (r * columns) + c] = from[(r * columns) + c];
        }

        // b A + c A², into A.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Mix(float* gram, float* square, int count, float b, float c)
        {
            for (var i = 0; i < count; i++) gram[i] = (b * gram[i]) + (c * square[i]);
        }

        // x xᵀ: the dot products of rows of k floats.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Gram<V, S>(float* x, float* to, int n, int k) where V : struct where S : struct, ISimd<V>
        {
            for (var i = 0; i < n; i++)
                for (var j = 0; j <= i; j++) to[(i * n) + j] = to[(j * n) + i] = Dot<V, S>(x + ((long)i * k), x + ((long)j * k), k);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static float Dot<V, S>(float* x, float* y, int k) where V : struct where S : struct, ISimd<V>
        {
            V a = S.Zero, b = S.Zero;
            var i = 0;
            for (; i + (2 * S.Width) <= k; i += 2 * S.Width)
            {
                a = S.MultiplyAdd(S.Load(x + i), S.Load(y + i), a);
                b = S.MultiplyAdd(S.Load(x + i + S.Width), S.Load(y + i + S.Width), b);
            }
            var lanes = stackalloc float[16];
            S.Store(lanes, S.Add(a, b));
            var sum = 0f;
            for (var l = 0; l < S.Width; l++) sum += lanes[l];
            for (; i < k; i++) sum += x[i] * y[i];
            return sum;
        }

        // to = p y + share · y, with p (n, n) and y (n, k).
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Product<V, S>(float* p, float* y, float* to, int n, int k, float share) where V : struct where S : struct, ISimd<V>
        {
            for (var i = 0; i < n; i++)
            {
                float* row = to + ((long)i * k), own = y + ((long)i * k), factors = p + ((long)i * n);
                for (var c = 0; c < k; c++) row[c] = share * own[c];
                for (var j = 0; j < n; j++) AddRow<V, S>(factors[j], y + ((long)j * k), row, k);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void AddRow<V, S>(float factor, float* y, float* to, int k) where V : struct where S : struct, ISimd<V>
        {
            var c = 0;
            for (var f = S.Broadcast(factor); c + S.Width <= k;
                c += S.Width) S.Store(to + c, S.MultiplyAdd(f, S.Load(y + c), S.Load(to + c)));
            for (; c < k; c++) to[c] = float.MultiplyAddEstimate(factor, y[c], to[c]);
        }
    }
}
