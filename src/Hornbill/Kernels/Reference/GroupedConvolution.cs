namespace Hornbill.Kernels.Reference;

/// <summary>Convolution in groups: each share of the channels with its share of the filters. w is (i, j, channels / groups,
/// filters).</summary>
static class GroupedConvolution
{
    public static double[] Forward(in ConvolutionShape s, int groups, double[] x, double[] w)
    {
        var (shape, y) = (s with { InChannels = s.InChannels / groups, OutChannels = s.OutChannels / groups }, new double[s.OutElements]);
        for (var g = 0; g < groups; g++)
        {
            var part = Convolution.Forward(shape, Share(x, s.InChannels, groups, g), Share(w, s.OutChannels, groups, g));
            for (var i = 0; i < part.Length; i++)
                y[(i / shape.OutChannels * s.OutChannels) + (g * shape.OutChannels) + (i % shape.OutChannels)] = part[i];
        }
        return y;
    }

    /// <summary>The columns of one group.</summary>
    static double[] Share(double[] all, int columns, int groups, int group) =>
        [.. all.Where((_, i) => i % columns / (columns / groups) == group)];
}
