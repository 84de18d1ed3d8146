using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Sums over a batch, in sample order and in double.</summary>
static unsafe class Statistics
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(float* x, int count, int stride)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += x[(long)i * stride];
        return sum;
    }

    /// <summary>The sums of columns [from, until) of <paramref name="rows"/> rows, into those places of <paramref name="to"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(float* x, int rows, int row, int from, int until, float* to, bool accumulate)
    {
        for (var c = from; c < until; c++) to[c] = (float)Sum(x + c, rows, row) + (accumulate ? to[c] : 0);
    }

    /// <summary>Index of the first greatest value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Argmax(ReadOnlySpan<float> x)
    {
        var best = 0;
        for (var i = 1; i < x.Length; i++)
            if (x[i] > x[best]) best = i;
        return best;
    }

    /// <summary>Index of the first value that does not lie between two bounds, which what is not a number never does; −1 where all
    /// do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOutside(ReadOnlySpan<float> x, float low, float high)
    {
        for (var i = 0; i < x.Length; i++)
            if (!(x[i] >= low && x[i] <= high)) return i;
        return -1;
    }

    /// <summary>Index of the first value that is none of three; −1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOfNone(ReadOnlySpan<float> x, float a, float b, float c)
    {
        for (var i = 0; i < x.Length; i++)
            if (x[i] != a && x[i] != b && x[i] != c) return i;
        return -1;
    }

    /// <summary>Index of the first value that is no whole number from 0 to below the number of classes, and not the ignored one; −1 where
    /// there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOfNoClass(ReadOnlySpan<float> x, int classes, int? ignored)
    {
        for (var i = 0; i < x.Length; i++)
            if (!(x[i] >= 0 && x[i] < classes && x[i] == MathF.Floor(x[i])) && x[i] != ignored) return i;
        return -1;
    }

    /// <summary>to = max(√variance, least).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Deviations(float* variance, float* to, int count, float least)
    {
        for (var i = 0; i < count; i++) to[i] = Math.Max(least, MathF.Sqrt(variance[i]));
    }
}
