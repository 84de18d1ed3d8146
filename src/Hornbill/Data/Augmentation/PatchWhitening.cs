namespace Hornbill.Data;

/// <summary>The kernel of a convolution that whitens the patches of images.</summary>
static class PatchWhitening
{
    /// <summary>(window, window, channels, 2 × window × window × channels): each eigenvector of the patches' products by the root of its
    /// eigenvalue, and behind all of them their negatives.</summary>
    /// <param name="images">All pixels, channels last.</param>
    /// <param name="shape">n, height, width, channels.</param>
    /// <param name="window">Side of a patch, in pixels.</param>
    /// <param name="epsilon">Added to the eigenvalues.</param>
    public static float[] Kernel(float[] images, int[] shape, int window, double epsilon)
    {
        var size = window * window * shape[3];
        var (values, vectors) = SymmetricEigen.Of(Products(images, shape, window, size), size);
        var kernel = new float[size * 2 * size];
        for (var i = 0; i < size; i++)
            for (var v = 0; v < size; v++)
            {
                var weight = (float)(vectors[(v * size) + i] / Math.Sqrt(Math.Max(values[v], 0) + epsilon));
                (kernel[(i * 2 * size) + v], kernel[(i * 2 * size) + size + v]) = (weight, -weight);
            }
        return kernel;
    }

    // The mean over all patches of the product of each two of their values.
    static double[] Products(float[] images, int[] shape, int window, int size)
    {
        var (sums, patch, count) = (new double[size * size], new float[size], 0L);
        for (var n = 0; n < shape[0]; n++)
            for (var y = 0; y <= shape[1] - window; y++)
                for (var x = 0; x <= shape[2] - window; x++, count++)
                {
                    for (var row = 0; row < window; row++)
                        images.AsSpan(((((n * shape[1]) + y + row) * shape[2]) + x) * shape[3], window * shape[3])
                            .CopyTo(patch.AsSpan(row * window * shape[3]));
                    Add(sums, patch);
                }
        for (var i = 0; i < sums.Length; i++) sums[i] /= count;
        return sums;
    }

    static void Add(double[] sums, float[] patch)
    {
        for (var i = 0; i < patch.Length; i++)
            for (var j = 0; j < patch.Length; j++) sums[(i * patch.Length) + j] += (double)patch[i] * patch[j];
    }
}
