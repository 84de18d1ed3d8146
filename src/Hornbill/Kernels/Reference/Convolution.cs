namespace Hornbill.Kernels.Reference;

/// <summary>The dimensions of a two-dimensional convolution with explicit pads.</summary>
readonly record struct ConvolutionShape(
    int Samples, int InHeight, int InWidth, int InChannels, int OutChannels, int KernelHeight, int KernelWidth,
    int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth, int PadTop, int PadLeft, int PadBottom, int PadRight)
{
    public int OutHeight => Out(InHeight + PadTop + PadBottom, KernelHeight, StrideHeight, DilationHeight);

    public int OutWidth => Out(InWidth + PadLeft + PadRight, KernelWidth, StrideWidth, DilationWidth);

    public int InElements => Samples * InHeight * InWidth * InChannels;

    public int OutElements => Samples * OutHeight * OutWidth * OutChannels;

    public int WeightElements => KernelHeight * KernelWidth * InChannels * OutChannels;

    static int Out(int padded, int kernel, int stride, int dilation) =>
        padded < (dilation * (kernel - 1)) + 1 ? 0 : ((padded - (dilation * (kernel - 1)) - 1) / stride) + 1;
}

/// <summary>Convolution: y[n,p,q,o] = b[o] + Σ x[n, p·s + i·d − pad, q·s + j·d − pad, c] · w[i,j,c,o], zeros outside the image.</summary>
/// <remarks>x (n, h, w, c), w (i, j, c, o), y (n, p, q, o): samples, height, width, channels in; kernel's rows and columns;
/// rows, columns and channels out. The gradients visit the same terms, so they are the same loop with another sum.</remarks>
static class Convolution
{
    public static double[] Forward(in ConvolutionShape s, double[] x, double[] w, double[]? bias = null)
    {
        var y = new double[s.OutElements];
        for (var i = 0; i < y.Length; i++) y[i] = bias?[i % s.OutChannels] ?? 0;
        foreach (var (ix, iw, iy) in Terms(s))
            for (var c = 0; c < s.InChannels; c++)
                for (var o = 0; o < s.OutChannels; o++)
                    y[iy + o] += x[ix + c] * w[iw + (c * s.OutChannels) + o];
        return y;
    }

    public static double[] InputGradient(in ConvolutionShape s, double[] dy, double[] w)
    {
        var dx = new double[s.InElements];
        foreach (var (ix, iw, iy) in Terms(s))
            for (var c = 0; c < s.InChannels; c++)
                for (var o = 0; o < s.OutChannels; o++)
                    dx[ix + c] += dy[iy + o] * w[iw + (c * s.OutChannels) + o];
        return dx;
    }

    public static double[] WeightGradient(in ConvolutionShape s, double[] x, double[] dy)
    {
        var dw = new double[s.WeightElements];
        foreach (var (ix, iw, iy) in Terms(s))
            for (var c = 0; c < s.InChannels; c++)
                for (var o = 0; o < s.OutChannels; o++)
                    dw[iw + (c * s.OutChannels) + o] += x[ix + c] * dy[iy + o];
        return dw;
    }

    public static double[] BiasGradient(in ConvolutionShape s, double[] dy)
    {
        var db = new double[s.OutChannels];
        for (var i = 0; i < dy.Length; i++) db[i % s.OutChannels] += dy[i];
        return db;
    }

    // Where the first channels lie, in x, w and y, for each output cell and each tap that falls inside the image.
    static IEnumerable<(int X, int W, int Y)> Terms(ConvolutionShape s)
    {
        for (var n = 0; n < s.Samples; n++)
            for (var p = 0; p < s.OutHeight; p++)
                for (var q = 0; q < s.OutWidth; q++)
                    for (var i = 0; i < s.KernelHeight; i++)
                        for (var j = 0; j < s.KernelWidth; j++)
                        {
                            var h = (p * s.StrideHeight) + (i * s.DilationHeight) - s.PadTop;
                            var w = (q * s.StrideWidth) + (j * s.DilationWidth) - s.PadLeft;
                            if (h < 0 || h >= s.InHeight || w < 0 || w >= s.InWidth) continue;
                            yield return (((((n * s.InHeight) + h) * s.InWidth) + w) * s.InChannels,
                                          ((i * s.KernelWidth) + j) * s.InChannels * s.OutChannels,
                                          ((((n * s.OutHeight) + p) * s.OutWidth) + q) * s.OutChannels);
                        }
    }
}
