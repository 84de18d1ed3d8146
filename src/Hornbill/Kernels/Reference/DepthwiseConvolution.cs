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
        var dw = new double[s.Kernel.Height * s.Kernel.Width * s.OutChannels];
        foreach (var (ix, iw, iy) in Terms(s)) dw[iw] += x[ix] * dy[iy];
        return dw;
    }

    // x, w and y of each product whose tap falls inside the image.
    static IEnumerable<(int X, int W, int Y)> Terms(ConvolutionShape s)
    {
        var m = s.OutChannels / s.InChannels;
        for (var y = 0; y < s.OutElements; y++)
        {
            var (o, q, n) = (y % s.OutChannels, y / s.OutChannels % s.Out.Width, y / (s.OutElements / s.Samples));
            var p = y / s.OutChannels / s.Out.Width % s.Out.Height;
            for (var tap = 0; tap < s.Kernel.Height * s.Kernel.Width; tap++)
            {
                var h = (p * s.Stride.Height) + (tap / s.Kernel.Width * s.Dilation.Height) - s.Pad.Top;
                var w = (q * s.Stride.Width) + (tap % s.Kernel.Width * s.Dilation.Width) - s.Pad.Left;
                if (h < 0 || h >= s.In.Height || w < 0 || w >= s.In.Width) continue;
                yield return ((((((n * s.In.Height) + h) * s.In.Width) + w) * s.InChannels) + (o / m), (tap * s.OutChannels) + o, y);
            }
        }
    }
}
