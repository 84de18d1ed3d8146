using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Two-dimensional convolution that keeps channels apart. Inputs: x (height, width, channels), w (kernel height, kernel width, …)
/// with a kernel for each channel.</summary>
sealed class DepthwiseConvolution(Pair strides, Pair dilation, Padding padding) : Op
{
    public Pair Strides => strides;

    public Pair Dilation => dilation;

    public Padding Padding => padding;

    public override string Kind => "depthwise convolution";

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        return [Window.Out(x[0], Window.Span(w[0], dilation.Height), strides.Height, padding.Top, padding.Bottom),
                Window.Out(x[1], Window.Span(w[1], dilation.Width), strides.Width, padding.Left, padding.Right), x[2]];
    }
}
