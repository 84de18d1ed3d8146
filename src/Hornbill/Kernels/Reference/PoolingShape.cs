namespace Hornbill.Kernels.Reference;

/// <summary>The dimensions of a pooling with explicit pads.</summary>
readonly record struct PoolingShape(int Samples, Pair In, int Channels, Pair Pool, Pair Stride, Padding Pad)
{
    public Pair Out => new(((In.Height + Pad.Top + Pad.Bottom - Pool.Height) / Stride.Height) + 1,
                           ((In.Width + Pad.Left + Pad.Right - Pool.Width) / Stride.Width) + 1);

    public int InElements => Samples * In.Height * In.Width * Channels;

    public int OutElements => Samples * Out.Height * Out.Width * Channels;

    /// <summary>Where in x cell <paramref name="k"/> of the window of output element <paramref name="at"/> lies; -1 in the
    /// padding.</summary>
    public int Cell(int at, int k)
    {
        var (cell, c) = Math.DivRem(at, Channels);
        (cell, var q) = Math.DivRem(cell, Out.Width);
        var (n, p) = Math.DivRem(cell, Out.Height);
        var h = (p * Stride.Height) + (k / Pool.Width) - Pad.Top;
        var w = (q * Stride.Width) + (k % Pool.Width) - Pad.Left;
        return h < 0 || h >= In.Height || w < 0 || w >= In.Width ? -1 : (((((n * In.Height) + h) * In.Width) + w) * Channels) + c;
    }
}
