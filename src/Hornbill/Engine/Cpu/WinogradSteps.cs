using Hornbill.Kernels;

namespace Hornbill.Engine.Cpu;

/// <summary>A convolution of 3 × 3 or 5 × 5 taps by fewer multiplications (see Kernels/Convolutions/Winograd.cs).</summary>
static class WinogradSteps
{
    // Fewer leave a vector's lanes empty, or too little work between two transforms.
    const int FewestChannels = 16;

    /// <summary>When the forward pass wins.</summary>
    public static bool Wins(ConvolutionCall c) => Has(c) && Winograd.Fits(c.Size);

    /// <summary>When the gradient by the input wins.</summary>
    public static bool WinsInput(ConvolutionCall c) => Has(c) && Winograd.FitsInput(c.Size);

    /// <summary>The forward pass.</summary>
    public static void Forward(Lowering to, ConvolutionCall c) => ConvolutionForward.Lower<Winograd.Forward>(to, c,
        panels => to.Points(c.Weights, panels, c.Size.OutChannels, c.Size.InChannels), Winograd.Rows(c.Size).Count,
        Winograd.Workspace(c.Size.InChannels, c.Size.OutChannels, c.Size.Kernel.Height));

    /// <summary>The gradient by the input, of all of dy.</summary>
    public static void ByInput(Lowering to, ConvolutionCall c) => ConvolutionBackward.ByInput<Winograd.InputGradient>(to, c,
        turned => to.Points(c.Weights, turned, c.Size.InChannels, c.Size.OutChannels), Winograd.InputRows(c.Size).Count,
        Winograd.Workspace(c.Size.OutChannels, c.Size.InChannels, c.Size.Kernel.Height));

    /// <summary>When the gradient by the weights wins.</summary>
    public static bool WinsWeights(ConvolutionCall c) => Has(c) && Winograd.FitsWeights(c.Size);

    /// <summary>The gradient by the weights, of all of dy.</summary>
    public static void ByWeights(Lowering to, ConvolutionCall c) => ConvolutionBackward.WeightsOfAll<Winograd.WeightGradient>(to, c,
        to.PointsGradient(c.Node, c.Weights, c.Node.Inputs.ElementAtOrDefault(2), c.Size.OutChannels, c.Size.InChannels),
        new Panels(c.Size.OutChannels, 0, to.Width).Count, Winograd.Workspace(c.Size.InChannels, c.Size.OutChannels, c.Size.Kernel.Height));

    static bool Has(ConvolutionCall c) => !c.Exact && Math.Min(c.Size.InChannels, c.Size.OutChannels) >= FewestChannels;
}
