using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// A dense layer: y[n, o] = relu(b[o] + Σ_k x[n, k] × w[k, o]). n: row (sample), k: input, o: output.
/// Forward: tiles of 6 rows × 1 panel (see Tile). 256 k of a panel (16 KB) stay in the first-level cache while 96 rows pass; those rows'
/// 256 k stay in the second while all panels pass.
/// Backward: lists of what is alive (see Gather), 48 rows × 64 outputs at a time, so that a list's rows stay in the first-level cache.
/// </summary>
static unsafe class Dense
{
    const int ReductionBlock = 256;
    const int RowBlock = 96;
    const int GradientRows = 48;
    const int GradientOutputs = 64;

    /// <summary>Inputs in one part of an input gradient.</summary>
    public const int Chunk = 96;

    public struct ForwardArguments
    {
        public int Samples, Inputs, Outputs, From, To; // panels
        public float* X, Panels, Bias, Y, Workspace;
        public int XSample, YSample;
        public bool Relu;
    }

    public readonly struct Forward : IKernel<ForwardArguments>
    {
        /// <summary>Floats of workspace: the sums of a block of rows, for all panels.</summary>
        public static int Workspace(int outputs, int width) =>
            new Panels(outputs, 0, width).Count * (RowBlock / Tile.MaxRows) * Tile.MaxRows * 2 * width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(ForwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n += RowBlock)
                Block<V, S>(a, n, Math.Min(RowBlock, a->Samples - n));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Block<V, S>(ForwardArguments* a, int first, int samples) where V : struct where S : struct, ISimd<V>
        {
            var panels = new Panels(a->Outputs, a->Inputs, S.Width);
            for (var k = 0; k < a->Inputs; k += ReductionBlock)
                for (var p = a->From; p < a->To; p++)
                    Sums<V, S>(a, first, samples, panels, p, k);
            for (var p = a->From; p < a->To; p++) Finish<V, S>(a, first, samples, panels, p);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Sums<V, S>(ForwardArguments* a, int first, int samples, Panels panels, int p, int k) where V : struct where S : struct,
            ISimd<V>
        {
            var rows = stackalloc float*[Tile.MaxRows];
            var run = new Run(k, k, Math.Min(ReductionBlock, a->Inputs - k));
            var groups = Groups(samples);
            for (var g = 0; g < groups; g++)
            {
                var (from, count) = Group(g, groups, samples);
                for (var r = 0; r < count; r++) rows[r] = a->X + ((long)(first + from + r) * a->XSample);
                Tile.Multiply<V, S>(rows, count, panels.Vectors(p), &run, 1, panels.At(a->Panels, p), At<S, V>(a, p, g), fresh: k == 0);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Finish<V, S>(ForwardArguments* a, int first, int samples, Panels panels, int p) where V : struct where S : struct,
            ISimd<V>
        {
            var (column, vectors) = (panels.First(p), panels.Vectors(p));
            var bias = stackalloc float[2 * S.Width];
            Epilogue.LoadBias(a->Bias, column, a->Outputs, bias, vectors * S.Width);
            var groups = Groups(samples);
            for (var g = 0; g < groups; g++)
            {
                var (from, count) = Group(g, groups, samples);
                for (var r = 0; r < count; r++)
                    Epilogue.Store<V, S>(At<S, V>(a, p, g) + (r * vectors * S.Width), bias, a->Relu, vectors, a->Outputs - column,
                                         a->Y + ((long)(first + from + r) * a->YSample) + column);
            }
        }

        static float* At<S, V>(ForwardArguments* a, int p, int g) where V : struct where S : struct, ISimd<V> =>
            a->Workspace + ((((p - a->From) * (RowBlock / Tile.MaxRows)) + g) * Tile.MaxRows * 2 * S.Width);

        static int Groups(int samples) => (samples + Tile.MaxRows - 1) / Tile.MaxRows;

        static (int From, int Count) Group(int g, int groups, int samples) =>
            (g * samples / groups, ((g + 1) * samples / groups) - (g * samples / groups));
    }

    public struct BackwardArguments
    {
        public int Samples, Inputs, Outputs, From, To; // outputs (weights), chunks of inputs (input)
        public float* Gradient, Y; // Y is null without relu
        public int GradientSample, YSample;
        public float* X, Weights; // Weights: rows of the gradient, or of the weights
        public int XSample;
        public float* Workspace;
        public bool Fresh; // overwrite instead of adding

        /// <summary>The bits of the gradient of one output before relu.</summary>
        public readonly int Bits(int n, int o) =>
            Alive.Bits(Gradient[((long)n * GradientSample) + o], Y == null ? 1 : Y[((long)n * YSample) + o]);
    }

    /// <summary>Floats of workspace of either gradient: the lists of a block, and their lengths.</summary>
    public const int BackwardWorkspace = (2 * GradientRows * GradientOutputs) + GradientOutputs;

    /// <summary>dw[o, k] += Σ_n x[n, k] × dy[n, o], and db[o] += Σ_n dy[n, o] at the end of each row.</summary>
    public readonly struct WeightGradient : IKernel<BackwardArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var rows = new WeightRows(a->Outputs, 1, a->Inputs);
            if (a->Fresh) new Span<float>(a->Weights + ((long)a->From * rows.Stride), (a->To - a->From) * rows.Stride).Clear();
            for (var o = a->From; o < a->To; o += GradientOutputs)
                for (var n = 0; n < a->Samples; n += GradientRows)
                    Block<V, S>(a, rows, n, Math.Min(GradientRows, a->Samples - n), o, Math.Min(GradientOutputs, a->To - o));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Block<V, S>(BackwardArguments* a, WeightRows rows, int n, int samples, int o, int outputs)
            where V : struct where S : struct, ISimd<V>
        {
            var lists = (Entry*)a->Workspace;
            var counts = (int*)(lists + (GradientRows * GradientOutputs));
            for (var j = 0; j < outputs; j++)
            {
                counts[j] = List(a, n, samples, o + j, lists + (j * GradientRows), out var sum);
                a->Weights[((long)(o + j) * rows.Stride) + rows.Bias] += sum;
            }
            for (var k = 0; k < rows.Padded; k += Chunk)
                for (var j = 0; j < outputs; j++)
                    Gather.Add<V, S>(a->Weights + ((long)(o + j) * rows.Stride) + k, a->X + ((long)n * a->XSample) + k, lists
                        + (j * GradientRows),
                                     counts[j], Math.Min(Chunk, rows.Padded - k));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int List(BackwardArguments* a, int n, int samples, int o, Entry* list, out float sum)
        {
            var count = 0;
            sum = 0;
            for (var i = 0; i < samples; i++)
            {
                var bits = a->Bits(n + i, o);
                list[count] = new(i * a->XSample, bits);
                count += Alive.Count(bits);
                sum += BitConverter.Int32BitsToSingle(bits);
            }
            return count;
        }
    }

    /// <summary>dx[n, k] += Σ_o w[k, o] × dy[n, o].</summary>
    public readonly struct InputGradient : IKernel<BackwardArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            int from = a->From * Chunk, to = Math.Min(a->To * Chunk, a->Inputs);
            if (a->Fresh)
                for (var n = 0; n < a->Samples; n++) new Span<float>(a->X + ((long)n * a->XSample) + from, to - from).Clear();
            for (var n = 0; n < a->Samples; n += GradientRows)
                for (var o = 0; o < a->Outputs; o += GradientOutputs)
                    Block<V, S>(a, n, Math.Min(GradientRows, a->Samples - n), o, Math.Min(GradientOutputs, a->Outputs - o), from, to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Block<V, S>(BackwardArguments* a, int n, int samples, int o, int outputs, int from, int to)
            where V : struct where S : struct, ISimd<V>
        {
            var rows = new WeightRows(a->Outputs, 1, a->Inputs);
            var lists = (Entry*)a->Workspace;
            var counts = (int*)(lists + (GradientRows * GradientOutputs));
            for (var i = 0; i < samples; i++) counts[i] = List(a, n + i, o, outputs, lists + (i * GradientOutputs), rows.Stride);
            for (var k = from; k < to; k += Chunk)
                for (var i = 0; i < samples; i++)
                    Gather.Add<V, S>(a->X + ((long)(n + i) * a->XSample) + k, a->Weights + ((long)o * rows.Stride) + k, lists
                        + (i * GradientOutputs),
                                     counts[i], Math.Min(Chunk, to - k));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int List(BackwardArguments* a, int n, int o, int outputs, Entry* list, int stride)
        {
            var count = 0;
            for (var j = 0; j < outputs; j++)
            {
                var bits = a->Bits(n, o + j);
                list[count] = new(j * stride, bits);
                count += Alive.Count(bits);
            }
            return count;
        }
    }
}
