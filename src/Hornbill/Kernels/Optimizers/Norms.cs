using System.Buffers;
using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Scales the vectors of a weight to norms within bounds: w ← w · (r · (n within bounds) + (1 − r) n) / (n + 1e-7), with n the
/// norm over the axes of a mask (bit a: axis a) and r a rate.</summary>
static unsafe class Norms
{
    const double Epsilon = 1e-7;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bound(Span<float> w, ReadOnlySpan<int> dims, int axes, double least, double most, double rate)
    {
        var groups = 1;
        for (var a = 0; a < dims.Length; a++) groups *= (axes >> a & 1) != 0 ? 1 : dims[a];
        var factors = ArrayPool<double>.Shared.Rent(groups);
        Array.Clear(factors, 0, groups);
        Each(w, dims, axes, factors, scale: false);
        for (var i = 0; i < groups; i++)
        {
            var norm = Math.Sqrt(factors[i]);
            factors[i] = ((rate * Math.Max(least, Math.Min(norm, most))) + ((1 - rate) * norm)) / (norm + Epsilon);
        }
        Each(w, dims, axes, factors, scale: true);
        ArrayPool<double>.Shared.Return(factors);
    }

    /// <summary>w ← max(w, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NonNegative(Span<float> w)
    {
        for (var i = 0; i < w.Length; i++)
            if (w[i] < 0) w[i] = 0;
    }

    // The rows of the last axis, each with the place of its first group.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Each(Span<float> w, ReadOnlySpan<int> dims, int axes, double[] groups, bool scale)
    {
        var rank = dims.Length;
        var last = dims[rank - 1];
        var apart = (axes >> (rank - 1) & 1) != 0 ? 0 : 1;
        for (var row = 0; row < w.Length / last; row++)
        {
            var (rest, place, stride) = (row, 0, apart == 0 ? 1 : last);
            for (var a = rank - 2; a >= 0; a--)
            {
                var index = rest % dims[a];
                rest /= dims[a];
                if ((axes >> a & 1) != 0) continue;
                place += index * stride;
                stride *= dims[a];
            }
            Row(w.Slice(row * last, last), groups.AsSpan(place), apart, scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Row(Span<float> w, Span<double> groups, int apart, bool scale)
    {
        for (var i = 0; i < w.Length; i++)
        {
            if (scale) w[i] = (float)(w[i] * groups[i * apart]);
            else groups[i * apart] += (double)w[i] * w[i];
        }
    }
}
