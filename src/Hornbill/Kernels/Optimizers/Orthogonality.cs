using System.Buffers;
using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>How far a matrix's vectors are from standing at right angles: factor / 2 · Σ |x̂ᵢ · x̂ⱼ| over i ≠ j, by their number of pairs,
/// with x̂ = x / max(|x|, 1e-7).</summary>
static class Orthogonality
{
    const double Epsilon = 1e-7;

    /// <summary>Vectors in a matrix: element k of vector i lies at i · Apart + k · Stride.</summary>
    public readonly record struct Vectors(int Count, int Length, int Apart, int Stride)
    {
        public double Pairs => Count * (Count - 1.0) / 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Value(ReadOnlySpan<float> w, Vectors x, double factor)
    {
        var inverse = ArrayPool<double>.Shared.Rent(x.Count);
        Normalize(w, x, inverse);
        var sum = 0.0;
        for (var i = 0; i < x.Count; i++)
            for (var j = 0; j < i; j++) sum += Math.Abs(Dot(w, x, i, j) * inverse[i] * inverse[j]);
        ArrayPool<double>.Shared.Return(inverse);
        return x.Count < 2 ? 0 : factor * sum / x.Pairs;
    }

    /// <summary>Of x̂ᵢ it is d = factor / pairs · Σ sign(x̂ᵢ · x̂ⱼ) x̂ⱼ, of xᵢ then (d − (d · x̂ᵢ) x̂ᵢ) / |xᵢ|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGradient(ReadOnlySpan<float> w, Span<float> g, Vectors x, double factor)
    {
        if (x.Count < 2) return;
        double[] inverse = ArrayPool<double>.Shared.Rent(x.Count), d = ArrayPool<double>.Shared.Rent(x.Length);
        Normalize(w, x, inverse);
        for (var i = 0; i < x.Count; i++)
        {
            Direction(w, x, i, inverse, d, factor / x.Pairs);
            var along = 0.0;
            for (var k = 0; k < x.Length; k++) along += d[k] * w[(i * x.Apart) + (k * x.Stride)];
            along *= inverse[i] < 1 / Epsilon ? inverse[i] * inverse[i] : 0;
            for (var k = 0; k < x.Length; k++)
            {
                var at = (i * x.Apart) + (k * x.Stride);
                g[at] += (float)((d[k] - (along * w[at])) * inverse[i]);
            }
        }
        ArrayPool<double>.Shared.Return(inverse);
        ArrayPool<double>.Shared.Return(d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Direction(ReadOnlySpan<float> w, Vectors x, int i, double[] inverse, double[] d, double scale)
    {
        Array.Clear(d, 0, x.Length);
        for (var j = 0; j < x.Count; j++)
        {
            var s = j == i ? 0 : scale * inverse[j] * Sign(Dot(w, x, i, j));
            if (s == 0) continue;
            for (var k = 0; k < x.Length; k++) d[k] += s * w[(j * x.Apart) + (k * x.Stride)];
        }
    }

    // Math.Sign throws at what is no number.
    static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Normalize(ReadOnlySpan<float> w, Vectors x, double[] inverse)
    {
        for (var i = 0; i < x.Count; i++) inverse[i] = 1 / Math.Max(Math.Sqrt(Dot(w, x, i, i)), Epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Dot(ReadOnlySpan<float> w, Vectors x, int i, int j)
    {
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++) sum += (double)w[(i * x.Apart) + (k * x.Stride)] * w[(j * x.Apart) + (k * x.Stride)];
        return sum;
    }
}
