namespace Hornbill.Kernels.Reference;

/// <summary>The dimensions of a pooling with explicit pads.</summary>
readonly record struct PoolingShape(
    int Samples, int InHeight, int InWidth, int Channels, int PoolHeight, int PoolWidth, int StrideHeight, int StrideWidth,
    int PadTop, int PadLeft, int PadBottom, int PadRight)
{
    public int OutHeight => ((InHeight + PadTop + PadBottom - PoolHeight) / StrideHeight) + 1;

    public int OutWidth => ((InWidth + PadLeft + PadRight - PoolWidth) / StrideWidth) + 1;

    public int InElements => Samples * InHeight * InWidth * Channels;

    public int OutElements => Samples * OutHeight * OutWidth * Channels;

    /// <summary>Where in x cell <paramref name="k"/> of the window of output element <paramref name="at"/> lies; -1 in the
    /// padding.</summary>
    public int Cell(int at, int k)
    {
        var (cell, c) = Math.DivRem(at, Channels);
        (cell, var q) = Math.DivRem(cell, OutWidth);
        var (n, p) = Math.DivRem(cell, OutHeight);
        var h = (p * StrideHeight) + (k / PoolWidth) - PadTop;
        var w = (q * StrideWidth) + (k % PoolWidth) - PadLeft;
        return h < 0 || h >= InHeight || w < 0 || w >= InWidth ? -1 : (((((n * InHeight) + h) * InWidth) + w) * Channels) + c;
    }
}
