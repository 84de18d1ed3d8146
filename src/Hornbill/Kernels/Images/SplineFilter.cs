using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>The coefficients of a B-spline of order 2 to 5 that passes through all pixels: along each axis, for each pole z of the spline,
/// a filter forward and one back (Unser, 1999). Beyond the edges an image is mirrored, about the last pixel's centre or about its
/// edge.</summary>
static class SplineFilter
{
    /// <summary>x (height, width) ← its coefficients; mirrored about the edges of its last pixels, half, or about their centres.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Span<double> x, int height, int width, int order, bool half)
    {
        for (var r = 0; r < height; r++) Line(x[(r * width)..], width, 1, order, half);
        for (var c = 0; c < width; c++) Line(x[c..], height, width, order, half);
    }

    static double[] Poles(int order) => order switch
    {
        2 => [Math.Sqrt(8) - 3],
        3 => [Math.Sqrt(3) - 2],
        4 => [Math.Sqrt(664 - Math.Sqrt(438976)) + Math.Sqrt(304) - 19, Math.Sqrt(664 + Math.Sqrt(438976)) - Math.Sqrt(304) - 19],
        _ => [Math.Sqrt(67.5 - Math.Sqrt(4436.25)) + Math.Sqrt(26.25) - 6.5, Math.Sqrt(67.5 + Math.Sqrt(4436.25)) - Math.Sqrt(26.25) - 6.5],
    };

    // n numbers, a stride apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Line(Span<double> x, int n, int stride, int order, bool half)
    {
        if (n == 1) return;
        foreach (var z in Poles(order))
        {
            for (var i = 0; i < n; i++) x[i * stride] *= (1 - z) * (1 - (1 / z));
            x[0] = half ? FirstOfHalf(x, n, stride, z) : FirstOfWhole(x, n, stride, z);
            for (var i = 1; i < n; i++) x[i * stride] += z * x[(i - 1) * stride];
            var last = (n - 1) * stride;
            x[last] = half ? x[last] * z / (z - 1) : z / ((z * z) - 1) * (x[last] + (z * x[last - stride]));
            for (var i = n - 2; i >= 0; i--) x[i * stride] = z * (x[(i + 1) * stride] - x[i * stride]);
        }
    }

    // Σ zᵏ x[−k] over a period of 2n − 2.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double FirstOfWhole(ReadOnlySpan<double> x, int n, int stride, double z)
    {
        var sum = x[0] + (Math.Pow(z, n - 1) * x[(n - 1) * stride]);
        for (var k = 1; k < n - 1; k++) sum += (Math.Pow(z, k) + Math.Pow(z, (2 * n) - 2 - k)) * x[k * stride];
        return sum / (1 - Math.Pow(z, (2 * n) - 2));
    }

    // Σ zᵏ x[−k] over a period of 2n.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double FirstOfHalf(ReadOnlySpan<double> x, int n, int stride, double z)
    {
        var sum = x[0];
        for (var k = 1; k <= n; k++) sum += Math.Pow(z, k) * x[(k - 1) * stride];
        for (var k = n + 1; k < 2 * n; k++) sum += Math.Pow(z, k) * x[((2 * n) - k) * stride];
        return sum / (1 - Math.Pow(z, 2 * n));
    }
}
