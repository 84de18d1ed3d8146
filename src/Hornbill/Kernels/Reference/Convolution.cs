namespace Hornbill.Kernels.Reference;

/// <summary>The dimensions of a two-dimensional convolution with explicit pads.</summary>
readonly record struct ConvolutionShape(
    int Samples, Pair In, int InChannels, int OutChannels, Pair Kernel, Pair Stride, Pair Dilation, Padding Pad)
{
    public Pair Out => new(Positions(In.Height + Pad.Top + Pad.Bottom, Kernel.Height, Stride.Height, Dilation.Height),
                           Positions(In.Width + Pad.Left + Pad.Right, Kernel.Width, Stride.Width, Dilation.Width));

    public int InElements => Samples * In.Height * In.Width * InChannels;

    public int OutElements => Samples * Out.Height * Out.Width * OutChannels;

    public int WeightElements => Kernel.Area * InChannels * OutChannels;

    static int Positions(int padded, int kernel, int stride, int dilation) =>
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
            for (var p = 0; p < s.Out.Height; p++)
                for (var q = 0; q < s.Out.Width; q++)
                    for (var i = 0; i < s.Kernel.Height; i++)
                        for (var j = 0; j < s.Kernel.Width; j++)
                        {
                            var h = (p * s.Stride.Height) + (i * s.Dilation.Height) - s.Pad.Top;
                            var w = (q * s.Stride.Width) + (j * s.Dilation.Width) - s.Pad.Left;
                            if (h < 0 || h >= s.In.Height || w < 0 || w >= s.In.Width) continue;
                            yield return (((((n * s.In.Height) + h) * s.In.Width) + w) * s.InChannels,
                                          ((i * s.Kernel.Width) + j) * s.InChannels * s.OutChannels,
                                          ((((n * s.Out.Height) + p) * s.Out.Width) + q) * s.OutChannels);
                        }
    }
}
