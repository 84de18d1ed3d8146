using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Weights at the points, and what was summed there as the gradient of weights.</summary>
static unsafe partial class Winograd
{
    /// <summary>Floats of the weights at one point.</summary>
    static nint PointFloats(Panels panels) => (nint)panels.Floats + Gap;

    /// <summary>Floats of the weights at all points.</summary>
    public static long WeightFloats(int outputs, int inputs, int taps, int width) =>
        Points(taps) * (new Panels(outputs, inputs, width).Floats + Gap);

    /// <summary>Floats of a sum: that of each point, then the bias.</summary>
    public static long SumFloats(int outputs, int inputs, int taps, int width) =>
        WeightFloats(outputs, inputs, taps, width) + new Panels(outputs, 1, width).Floats;

    public struct WeightArguments
    {
        public float* Panels, To; // panels whose reduction is (tap, input)
        public int Outputs, Inputs, From, Until; // panels
    }

    /// <summary>G g Gᵀ of the taps between each input and output.</summary>
    public readonly struct ToPoints<T> : IKernel<WeightArguments> where T : struct, ITaps
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(WeightArguments* a) where V : struct where S : struct, ISimd<V>
        {
            Panels from = new(a->Outputs, T.Count * T.Count * a->Inputs, S.Width), to = new(a->Outputs, a->Inputs, S.Width);
            var between = stackalloc float[MostPoints * 16];
            for (var p = a->From; p < a->Until; p++)
            {
                nint columns = from.Vectors(p) * S.Width, tap = a->Inputs * columns, each = PointFloats(to), row = T.Count * S.Width;
                float* g = from.At(a->Panels, p), u = to.At(a->To, p);
                for (nint i = 0; i < tap; i += S.Width)
                {
                    for (var j = 0; j < T.Count; j++)
                        T.Weights<V, S>(g + i + (j * tap), T.Count * tap, between + (j * S.Width), row);
                    for (var r = 0; r < Across(T.Count); r++)
                        T.Weights<V, S>(between + (r * row), S.Width, u + i + (r * Across(T.Count) * each), each);
                }
            }
        }
    }

    /// <summary>Adds the shards of a sum as a binary tree by index, and makes the taps of it: Gᵀ dU G. Parts are inputs; the bias is the
    /// last.</summary>
    public readonly struct SumPoints<T> : IKernel<Weights.SumArguments> where T : struct, ITaps
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Weights.SumArguments* a) where V : struct where S : struct, ISimd<V>
        {
            Panels panels = new(a->Outputs, a->Reduction, S.Width), ones = new(a->Outputs, 1, S.Width);
            var until = Math.Min(a->To, a->Reduction);
            for (var p = 0; p < panels.Count; p++)
            {
                var (first, columns) = (panels.First(p), panels.Vectors(p) * S.Width);
                for (var point = 0; point < Points(T.Count) && a->From < until; point++)
                    Weights.Tree<V, S>(panels.At(a->Shards + (point * PointFloats(panels)), p) + ((nint)a->From * columns), a,
                        (long)(until - a->From) * columns);
                for (var i = a->From; i < until; i++) Taps<V, S>(a, panels, p, i);
                if (a->To <= a->Reduction) continue;
                var bias = ones.At(Bias(a->Shards, Points(T.Count), panels), p);
                Weights.Tree<V, S>(bias, a, columns);
                if (a->BiasGradient != null)
                    Weights.Row<V, S>(bias, a->BiasGradient + first, Math.Min(columns, a->Outputs - first), a->AccumulateBias);
            }
        }

        // All taps from one input to a panel of outputs.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Taps<V, S>(Weights.SumArguments* a, Panels panels, int p, int input) where V : struct where S : struct, ISimd<V>
        {
            var between = stackalloc float[MostPoints * 16];
            var (first, columns) = (panels.First(p), panels.Vectors(p) * S.Width);
            nint each = PointFloats(panels);
            var u = panels.At(a->Shards, p) + ((nint)input * columns);
            for (var c = 0; c < columns; c += S.Width)
            {
                int across = Across(T.Count), row = across * S.Width;
                for (var j = 0; j < across; j++) T.Taps<V, S>(u + c + (j * each), across * each, between + (j * S.Width), row);
                var present = Math.Min(S.Width, a->Outputs - first - c);
                for (var r = 0; r < T.Count && present > 0; r++)
                {
                    var taps = between + (r * row);
                    T.Taps<V, S>(taps, S.Width, taps, S.Width);
                    for (var j = 0; j < T.Count; j++)
                        Weights.Row<V, S>(taps + (j * S.Width),
                            a->Gradient + ((((nint)((r * T.Count) + j) * a->Reduction) + input) * a->Outputs) + first + c, present,
                            a->Accumulate);
                }
            }
        }
    }

    static float* Bias(float* sum, int points, Panels panels) => sum + (points * PointFloats(panels));
}
