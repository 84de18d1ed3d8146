using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Mean and biased variance of samples that come batch by batch, for each place along the dimensions that are kept, over all
/// others and the samples: Welford's sums in double, so that numbers far from 0 keep their variance.</summary>
/// <param name="shape">Of one sample.</param>
/// <param name="kept">The dimensions that are kept, in their order.</param>
sealed class Moments(int[] shape, int[] kept)
{
    readonly int[] _places = Places(shape, kept);
    readonly double[] _means = new double[kept.Aggregate(1, (n, d) => n * shape[d])], _squares =
        new double[kept.Aggregate(1, (n, d) => n * shape[d])];
    readonly long[] _counts = new long[kept.Aggregate(1, (n, d) => n * shape[d])];

    public int Samples { get; private set; }

    /// <summary>Takes in so many samples, one after the other without gaps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<float> x, int samples)
    {
        Samples += samples;
        for (var n = 0; n < samples; n++)
            for (var i = 0; i < _places.Length; i++)
            {
                var (value, p) = (x[(n * _places.Length) + i], _places[i]);
                var off = value - _means[p];
                _means[p] += off / ++_counts[p];
                _squares[p] += off * (value - _means[p]);
            }
    }

    public float[] Means() => [.. _means.Select(m => (float)m)];

    public float[] Variances() => [.. _squares.Zip(_counts, (s, n) => (float)(s / n))];

    // Of each element of a sample the place that it counts for.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int[] Places(int[] shape, int[] kept)
    {
        var places = new int[shape.Aggregate(1, (n, d) => n * d)];
        for (var i = 0; i < places.Length; i++)
        {
            var (rest, step) = (i, 1);
            for (var d = shape.Length - 1; d >= 0; rest /= shape[d--])
            {
                if (!kept.Contains(d)) continue;
                places[i] += rest % shape[d] * step;
                step *= shape[d];
            }
        }
        return places;
    }
}
