using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>How a weight matrix (reduction × outputs) is cut into panels of two vectors of outputs, the last of one where that is enough.
/// A panel holds its columns side by side for each k; columns that are not there are zero.</summary>
readonly struct Panels(int outputs, int reduction, int width)
{
    public int Count => (outputs + (2 * width) - 1) / (2 * width);

    /// <summary>Floats that all panels take.</summary>
    public long Floats => (long)(((outputs + width - 1) / width) * width) * reduction;

    public int First(int panel) => panel * 2 * width;

    public int Vectors(int panel) => outputs - First(panel) > width ? 2 : 1;

    public unsafe float* At(float* panels, int panel) => panels + ((long)First(panel) * reduction);
}

/// <summary>Rows of weights or of their gradient, one for each output: runs of <paramref name="Length"/> floats, each padded to whole
/// vectors of the widest kind, and a vector whose first float is the bias.</summary>
readonly record struct WeightRows(int Outputs, int Runs, int Length)
{
    const int Widest = 16;

    public int Padded => (Length + Widest - 1) / Widest * Widest;

    public int Bias => Runs * Padded;

    public int Stride => Bias + Widest;

    public int Reduction => Runs * Length;

    public int Floats => Outputs * Stride;
}

/// <summary>Weights between the layout that Keras shows, (reduction, outputs), and those that the kernels read.</summary>
static unsafe class Weights
{
    /// <summary>Panels [from, to) with each output's column times its factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScalePanels(float* panels, int outputs, int reduction, int width, float* scale, int from, int until)
    {
        var all = new Panels(outputs, reduction, width);
        for (var p = from; p < until; p++)
        {
            var (first, columns) = (all.First(p), all.Vectors(p) * width);
            var panel = all.At(panels, p);
            for (var k = 0; k < reduction; k++, panel += columns)
                for (var c = 0; c < Math.Min(columns, outputs - first); c++) panel[c] *= scale[first + c];
        }
    }

    /// <summary>Panels [from, to) of w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToPanels(float* w, int outputs, int reduction, int width, float* to, int from, int until)
    {
        var panels = new Panels(outputs, reduction, width);
        for (var p = from; p < until; p++)
        {
            var (first, columns) = (panels.First(p), panels.Vectors(p) * width);
            var present = Math.Min(columns, outputs - first);
            var panel = panels.At(to, p);
            for (var k = 0; k < reduction; k++)
            {
                var row = w + ((long)k * outputs) + first;
                for (var c = 0; c < present; c++) panel[c] = row[c];
                for (var c = present; c < columns; c++) panel[c] = 0;
                panel += columns;
            }
        }
    }

    /// <summary>Panels [from, until) of w turned about, from the last tap to the first: columns are the input channels, the reduction is
    /// (taps, outputs).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToTurnedPanels(float* w, int taps, int inputs, int outputs, int width, float* to, int from, int until)
    {
        var panels = new Panels(inputs, taps * outputs, width);
        for (var p = from; p < until; p++)
        {
            var (first, columns) = (panels.First(p), panels.Vectors(p) * width);
            var present = Math.Min(columns, inputs - first);
            var panel = panels.At(to, p);
            for (var k = taps - 1; k >= 0; k--, panel += outputs * columns)
            {
                var tap = w + (((long)k * inputs) + first) * outputs;
                for (var o = 0; o < outputs; o += 16) // a cache line of each input at a time
                    for (var c = 0; c < columns; c++)
                        for (var i = o; i < Math.Min(o + 16, outputs); i++)
                            panel[(i * columns) + c] = c < present ? tap[(c * outputs) + i] : 0;
            }
        }
    }

    /// <summary>Rows [from, until) of w transposed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRows(float* w, WeightRows rows, float* to, int from, int until)
    {
        // Eight outputs at a time share the cache lines of w.
        for (var o = from; o < until; o += 8)
        {
            var n = Math.Min(8, until - o);
            for (var run = 0; run < rows.Runs; run++)
                for (var j = 0; j < rows.Length; j++)
                {
                    var source = w + ((long)((run * rows.Length) + j) * rows.Outputs) + o;
                    var target = to + ((long)o * rows.Stride) + (run * rows.Padded) + j;
                    for (var i = 0; i < n; i++) target[i * rows.Stride] = source[i];
                }
        }
    }

    public struct SumArguments
    {
        public WeightRows Rows;
        public int Outputs, Reduction; // of panels, instead of rows
        public float* Shards; // each shard's sum, one after the other
        public long ShardFloats;
        public int Count, From, To; // shards; rows
        public float* Gradient, BiasGradient; // (reduction, outputs), (outputs); the second may be null
        public bool Accumulate, AccumulateBias;
    }

    /// <summary>Adds the shards of a gradient in rows as a binary tree by index, and turns the sum into Keras's layout.</summary>
    public readonly struct SumShards : IKernel<SumArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(SumArguments* a) where V : struct where S : struct, ISimd<V>
        {
            Tree<V, S>(a->Shards + ((long)a->From * a->Rows.Stride), a, (long)(a->To - a->From) * a->Rows.Stride);
            FromRows(a);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void FromRows(SumArguments* a)
        {
            var rows = a->Rows;
            for (var o = a->From; o < a->To; o += 8)
            {
                var n = Math.Min(8, a->To - o);
                for (var run = 0; run < rows.Runs; run++)
                    for (var j = 0; j < rows.Length; j++)
                    {
                        var source = a->Shards + ((long)o * rows.Stride) + (run * rows.Padded) + j;
                        var target = a->Gradient + ((long)((run * rows.Length) + j) * rows.Outputs) + o;
                        for (var i = 0; i < n; i++) target[i] = source[i * rows.Stride] + (a->Accumulate ? target[i] : 0);
                    }
                if (a->BiasGradient == null) continue;
                for (var i = o; i < o + n; i++)
                    a->BiasGradient[i] = a->Shards[((long)i * rows.Stride) + rows.Bias] + (a->AccumulateBias ? a->BiasGradient[i] : 0);
            }
        }
    }

    /// <summary>The same for a gradient in panels: k [From, To), of which the bias is the last.</summary>
    public readonly struct SumPanels : IKernel<SumArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(SumArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var panels = new Panels(a->Outputs, a->Reduction + 1, S.Width);
            for (var p = 0; p < panels.Count; p++)
            {
                var (first, stride) = (panels.First(p), panels.Vectors(p) * S.Width);
                var columns = Math.Min(stride, a->Outputs - first);
                var from = panels.At(a->Shards, p) + ((long)a->From * stride);
                Tree<V, S>(from, a, (long)(a->To - a->From) * stride);
                for (var k = a->From; k < Math.Min(a->To, a->Reduction); k++, from += stride)
                    Row<V, S>(from, a->Gradient + ((long)k * a->Outputs) + first, columns, a->Accumulate);
                if (a->To > a->Reduction && a->BiasGradient != null) Row<V, S>(from, a->BiasGradient + first, columns, a->AccumulateBias);
            }
        }
    }

    /// <summary>Copies a row, or adds it to what is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<V, S>(float* from, float* to, int length, bool accumulate) where V : struct where S : struct, ISimd<V>
    {
        var i = 0;
        for (; i + S.Width <= length; i += S.Width) S.Store(to + i, accumulate ? S.Add(S.Load(from + i), S.Load(to + i))
            : S.Load(from + i));
        for (; i < length; i++) to[i] = from[i] + (accumulate ? to[i] : 0);
    }

    /// <summary>A stretch of shard 0 becomes the sum of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tree<V, S>(float* first, SumArguments* a, long length) where V : struct where S : struct, ISimd<V>
    {
        for (var step = 1; step < a->Count; step *= 2)
            for (var i = 0; i + step < a->Count; i += 2 * step)
                Add<V, S>(first + (i * a->ShardFloats), first + ((i + step) * a->ShardFloats), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add<V, S>(float* to, float* from, long length) where V : struct where S : struct, ISimd<V>
    {
        for (var i = 0L; i < length; i += S.Width) S.Store(to + i, S.Add(S.Load(to + i), S.Load(from + i)));
    }
}
