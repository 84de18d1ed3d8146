using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Weights at the points, and what was summed there as the gradient of weights.</summary>
static unsafe partial class Winograd
{
    /// <summary>Floats of the weights at one point.</summary>
    static nint PointFloats(Panels panels) => (nint)panels.Floats + Gap;

    /// <summary>Floats of the weights at all points.</summary>
    public static long WeightFloats(int outputs, int inputs, int width) => Points * (new Panels(outputs, inputs, width).Floats + Gap);

    /// <summary>Floats of a sum: that of each point, then the bias.</summary>
    public static long SumFloats(int outputs, int inputs, int width) =>
        WeightFloats(outputs, inputs, width) + new Panels(outputs, 1, width).Floats;

    public struct WeightArguments
    {
        public float* Panels, To; // panels whose reduction is (tap, input)
        public int Outputs, Inputs, From, Until; // panels
    }

    /// <summary>G g Gᵀ of the nine taps between each input and output.</summary>
    public readonly struct ToPoints : IKernel<WeightArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(WeightArguments* a) where V : struct where S : struct, ISimd<V>
        {
            Panels from = new(a->Outputs, 9 * a->Inputs, S.Width), to = new(a->Outputs, a->Inputs, S.Width);
            var between = stackalloc float[WinogradPoints.Count * 3 * 16];
            for (var p = a->From; p < a->Until; p++)
            {
                nint columns = from.Vectors(p) * S.Width, tap = a->Inputs * columns, each = PointFloats(to);
                float* g = from.At(a->Panels, p), u = to.At(a->To, p);
                for (nint i = 0; i < tap; i += S.Width)
                {
                    for (var j = 0; j < 3; j++)
                        Six<V, S>(g + i + (j * tap), 3 * tap, between + (j * S.Width), 3 * S.Width);
                    for (var r = 0; r < WinogradPoints.Count; r++)
                        Six<V, S>(between + (r * 3 * S.Width), S.Width, u + i + (r * WinogradPoints.Count * each), each);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Six<V, S>(float* from, nint next, float* to, nint step) where V : struct where S : struct, ISimd<V>
        {
            WinogradPoints.Weights<V, S>(S.Load(from), S.Load(from + next), S.Load(from + (2 * next)), out var p0, out var p1, out var p2,
                out var p3, out var p4, out var p5);
            S.Store(to, p0);
            S.Store(to + step, p1);
            S.Store(to + (2 * step), p2);
            S.Store(to + (3 * step), p3);
            S.Store(to + (4 * step), p4);
            S.Store(to + (5 * step), p5);
        }
    }

    /// <summary>Adds the shards of a sum as a binary tree by index, and makes the nine taps of it: Gᵀ dU G. Parts are inputs; the bias is
    /// the last.</summary>
    public readonly struct SumPoints : IKernel<Weights.SumArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Weights.SumArguments* a) where V : struct where S : struct, ISimd<V>
        {
            Panels panels = new(a->Outputs, a->Reduction, S.Width), ones = new(a->Outputs, 1, S.Width);
            var until = Math.Min(a->To, a->Reduction);
            for (var p = 0; p < panels.Count; p++)
            {
                var (first, columns) = (panels.First(p), panels.Vectors(p) * S.Width);
                for (var point = 0; point < Points && a->From < until; point++)
                    Weights.Tree<V, S>(panels.At(a->Shards + (point * PointFloats(panels)), p) + ((nint)a->From * columns), a,
                        (long)(until - a->From) * columns);
                for (var i = a->From; i < until; i++) Taps<V, S>(a, panels, p, i);
                if (a->To <= a->Reduction) continue;
                var bias = ones.At(Bias(a->Shards, panels), p);
                Weights.Tree<V, S>(bias, a, columns);
                if (a->BiasGradient != null)
                    Weights.Row<V, S>(bias, a->BiasGradient + first, Math.Min(columns, a->Outputs - first), a->AccumulateBias);
            }
        }

        // All taps from one input to a panel of outputs.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Taps<V, S>(Weights.SumArguments* a, Panels panels, int p, int input) where V : struct where S : struct, ISimd<V>
        {
            var between = stackalloc float[WinogradPoints.Count * 3 * 16];
            var (first, columns) = (panels.First(p), panels.Vectors(p) * S.Width);
            nint each = PointFloats(panels);
            var u = panels.At(a->Shards, p) + ((nint)input * columns);
            for (var c = 0; c < columns; c += S.Width)
            {
                for (var j = 0; j < WinogradPoints.Count; j++)
                    Three<V, S>(u + c + (j * each), WinogradPoints.Count * each, between + (j * S.Width), WinogradPoints.Count * S.Width);
                var present = Math.Min(S.Width, a->Outputs - first - c);
                for (var r = 0; r < 3 && present > 0; r++)
                {
                    var taps = between + (r * WinogradPoints.Count * S.Width);
                    Three<V, S>(taps, S.Width, taps, S.Width);
                    for (var j = 0; j < 3; j++)
                        Weights.Row<V, S>(taps + (j * S.Width),
                            a->Gradient + ((((nint)((r * 3) + j) * a->Reduction) + input) * a->Outputs) + first + c, present,
                                a->Accumulate);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Three<V, S>(float* from, nint next, float* to, nint step) where V : struct where S : struct, ISimd<V>
        {
            WinogradPoints.Taps<V, S>(S.Load(from), S.Load(from + next), S.Load(from + (2 * next)), S.Load(from + (3 * next)),
                S.Load(from + (4 * next)), S.Load(from + (5 * next)), out var g0, out var g1, out var g2);
            S.Store(to, g0);
            S.Store(to + step, g1);
            S.Store(to + (2 * step), g2);
        }
    }

    static float* Bias(float* sum, Panels panels) => sum + (Points * PointFloats(panels));
}
