namespace Hornbill.Kernels.Reference;

/// <summary>Depthwise convolution: y[n,p,q,c·m + j] = Σ x[n, p·s + i·d − pad, q·s + k·d − pad, c] · w[i,k,c,j], zeros outside the
/// image.</summary>
/// <remarks>The dimensions are a convolution's, with OutChannels = InChannels · m. The gradients visit the same terms.</remarks>
static class DepthwiseConvolution
{
    public static double[] Forward(in ConvolutionShape s, double[] x, double[] w)
    {
        var y = new double[s.OutElements];
        foreach (var (ix, iw, iy) in Terms(s)) y[iy] += x[ix] * w[iw];
        return y;
    }

    public static double[] InputGradient(in ConvolutionShape s, double[] dy, double[] w)
    {
        var dx = new double[s.InElements];
        foreach (var (ix, iw, iy) in Terms(s)) dx[ix] += dy[iy] * w[iw];
        return dx;
    }

    public static double[] WeightGradient(in ConvolutionShape s, double[] x, double[] dy)
    {
        var dw = new double[s.KernelHeight * s.KernelWidth * s.OutChannels];
        foreach (var (ix, iw, iy) in Terms(s)) dw[iw] += x[ix] * dy[iy];
        return dw;
    }

    // x, w and y of each product whose tap falls inside the image.
    static IEnumerable<(int X, int W, int Y)> Terms(ConvolutionShape s)
    {
        var m = s.OutChannels / s.InChannels;
        for (var y = 0; y < s.OutElements; y++)
        {
            var (o, q, n) = (y % s.OutChannels, y / s.OutChannels % s.OutWidth, y / (s.OutElements / s.Samples));
            var p = y / s.OutChannels / s.OutWidth % s.OutHeight;
            for (var tap = 0; tap < s.KernelHeight * s.KernelWidth; tap++)
            {
                var h = (p * s.StrideHeight) + (tap / s.KernelWidth * s.DilationHeight) - s.PadTop;
                var w = (q * s.StrideWidth) + (tap % s.KernelWidth * s.DilationWidth) - s.PadLeft;
                if (h < 0 || h >= s.InHeight || w < 0 || w >= s.InWidth) continue;
                yield return ((((((n * s.InHeight) + h) * s.InWidth) + w) * s.InChannels) + (o / m), (tap * s.OutChannels) + o, y);
            }
        }
    }
}
