using Kernel = Hornbill.Kernels.Convolution;

namespace Hornbill.Engine.Cpu;

/// <summary>The ways of convolutions that read images of a few channels.</summary>
static class FirstLayerSteps
{
    /// <summary>Whether the forward pass keeps its sums in registers.</summary>
    public static bool Takes(ConvolutionCall c) => Kernel.FewChannels.Takes(c.Size, c.Width) && c.Unit == Unit.Tiles;

    /// <summary>The forward pass by tiles whose sums stay in registers.</summary>
    public static void Forward(Lowering to, ConvolutionCall c) =>
        ConvolutionForward.Lower<Kernel.FewChannels>(to, c, panels => panels, c.Size.Cells.Height, workspace: 0);

    /// <summary>Whether the weight gradient can be taken by permutes.</summary>
    public static bool TakesWeights(ConvolutionCall c) => Kernel.PooledWeightGradient.Takes(c.Size, c.Width);

    /// <summary>The weight gradient behind pooling by permutes of rows of x.</summary>
    public static void ByWeights(Lowering to, ConvolutionCall c) => ConvolutionBackward.WeightsOfAlive<Kernel.PooledWeightGradient>(to, c,
        to.WeightGradient(c.Node, c.Weights, c.Node.Inputs.ElementAtOrDefault(2), c.Size.OutChannels, c.Size.Reduction),
        c.Size.OutChannels / Kernel.PooledWeightGradient.Width, Kernel.PooledWeightGradient.Workspace(c.Size));
}
