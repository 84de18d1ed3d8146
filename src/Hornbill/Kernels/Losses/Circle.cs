using System.Buffers;
using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>
/// The circle loss: l_i = ln(1 + e^(z_i)), z_i = ln Σ e^(γ (d² − m²)) over the samples of i's label + ln Σ e^(γ (1 + m − d)⁺ (1 − m − d))
/// over the others, with the distances d = max(0, 1 − x_i · x_j).
/// </summary>
static unsafe class Circle
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(LossArguments* a, double gamma, double margin, bool removeDiagonal, Reduction reduction)
    {
        var all = ArrayPool<double>.Shared.Rent(3 * a->Samples);
        fixed (double* sums = all)
        {
            Sums(a, gamma, margin, removeDiagonal, sums);
            var (counted, weights) = (0.0, 0.0);
            for (var i = 0; i < a->Samples; i++)
                if (sums[3 * i] > 0) (counted, weights) = (counted + 1, weights + a->Weights[i * a->WeightsSample]);
            var whole = reduction switch { Reduction.Sum => 1, Reduction.Mean => counted, _ => weights };
            var share = whole > 0 ? a->Samples / whole : 0; // so that the mean over the batch is the loss
            for (var i = 0; a->Losses != null && i < a->Samples; i++)
                a->Losses[i * a->LossesSample] = (float)(a->Weights[i * a->WeightsSample] * sums[3 * i] * share);
            if (a->Gradient != null) Gradient(a, gamma, margin, removeDiagonal, sums, share);
        }
        ArrayPool<double>.Shared.Return(all);
    }

    // Of each sample its loss and the logarithms of its sums over its own label and over others.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Sums(LossArguments* a, double gamma, double margin, bool removeDiagonal, double* sums)
    {
        for (var i = 0; i < a->Samples; i++)
        {
            double same = double.NegativeInfinity, others = double.NegativeInfinity;
            for (var j = 0; j < a->Samples; j++)
            {
                if (removeDiagonal && i == j) continue;
                var (value, _) = Pair(a, i, j, gamma, margin);
                if (Alike(a, i, j)) same = Joined(same, value);
                else if (i != j) others = Joined(others, value);
            }
            (sums[3 * i], sums[(3 * i) + 1], sums[(3 * i) + 2]) = (Softplus(same + others), same, others);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Gradient(LossArguments* a, double gamma, double margin, bool removeDiagonal, double* sums, double share)
    {
        for (var i = 0; !a->Accumulate && i < a->Samples; i++) new Span<float>(a->Gradient + ((long)i * a->GradientSample), a->Classes)
            .Clear();
        for (var i = 0; i < a->Samples; i++)
        {
            var (same, others) = (sums[(3 * i) + 1], sums[(3 * i) + 2]);
            if (!(sums[3 * i] > 0)) continue;
            var scale = share * a->Weights[i * a->WeightsSample] * a->Upstream[i * a->UpstreamSample] / (1 + Math.Exp(-(same + others)));
            for (var j = 0; j < a->Samples; j++)
            {
                if (i == j && (removeDiagonal || !Alike(a, i, j))) continue;
                var (value, slope) = Pair(a, i, j, gamma, margin);
                Add(a, i, j, -scale * slope * Math.Exp(value - (Alike(a, i, j) ? same : others)));
            }
        }
    }

    // The exponent of a pair, and its slope by the distance; 0 where the distance is held at 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (double Value, double Slope) Pair(LossArguments* a, int i, int j, double gamma, double margin)
    {
        float* x = a->Predictions + ((long)i * a->PredictionsSample), y = a->Predictions + ((long)j * a->PredictionsSample);
        var dot = 0.0;
        for (var c = 0; c < a->Classes; c++) dot += (double)x[c] * y[c];
        var (d, moves) = (Math.Max(0, 1 - dot), dot < 1 ? 1 : 0);
        if (Alike(a, i, j)) return (gamma * ((d * d) - (margin * margin)), moves * 2 * gamma * d);
        var weight = Math.Max(0, 1 + margin - d);
        return (gamma * weight * (1 - margin - d), weight > 0 ? moves * gamma * ((2 * d) - 2) : 0);
    }

    // By both embeddings of a dot product.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add(LossArguments* a, int i, int j, double by)
    {
        float* x = a->Predictions + ((long)i * a->PredictionsSample), y = a->Predictions + ((long)j * a->PredictionsSample);
        float* dx = a->Gradient + ((long)i * a->GradientSample), dy = a->Gradient + ((long)j * a->GradientSample);
        for (var c = 0; c < a->Classes; c++)
        {
            var xc = x[c];
            dx[c] += (float)(by * y[c]);
            dy[c] += (float)(by * xc);
        }
    }

    static bool Alike(LossArguments* a, int i, int j) =>
        (int)a->Targets[(long)i * a->TargetsSample] == (int)a->Targets[(long)j * a->TargetsSample];

    static double Joined(double a, double b) => a > b ? a + Math.Log(1 + Math.Exp(b - a)) : b
        + (double.IsNegativeInfinity(a) ? 0 : Math.Log(1 + Math.Exp(a - b)));

    static double Softplus(double x) => double.IsNegativeInfinity(x) ? 0 : Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
