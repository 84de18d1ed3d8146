namespace Hornbill.Kernels.Reference;

/// <summary>Transposed convolution: the full result full[n, p·s + i·d, q·s + j·d, o] += x[n,p,q,c] · w[i,j,o,c], of which y is what is left
/// after cropping and what is right of it zeros.</summary>
static class TransposedConvolution
{
    /// <summary>y of <paramref name="height"/> × <paramref name="width"/> × o from x (n, h, w, c), without the first <paramref name="top"/>
    /// rows and <paramref name="left"/> columns.</summary>
    public static double[] Forward(double[] x, int samples, int h, int w, int c, double[] kernel, int kh, int kw, int o,
        (int H, int W) strides,
                                   (int H, int W) dilation, int top, int left, int height, int width)
    {
        var y = new double[samples * height * width * o];
        for (var i = 0; i < x.Length; i++)
            for (var tap = 0; tap < kh * kw; tap++)
            {
                var (n, p, q) = (i / (h * w * c), i / (w * c) % h, i / c % w);
                var row = (p * strides.H) + (tap / kw * dilation.H) - top;
                var column = (q * strides.W) + (tap % kw * dilation.W) - left;
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                for (var k = 0; k < o; k++) y[(((((n * height) + row) * width) + column) * o) + k] += x[i] * kernel[(((tap * o) + k) * c)
                    + (i % c)];
            }
        return y;
    }
}
