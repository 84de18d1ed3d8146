using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A convolution the other way round. Inputs: x (height, width, channels), w (kernel height, kernel width, filters, channels). Its
/// mirror is the convolution with the same weights that makes something of x's shape of the result: forward it is the mirror's gradient by
/// the input, its own gradient by the input is the mirror forward, and that by the weights is the mirror's with value and gradient
/// exchanged.</summary>
/// <param name="strides">Distance of the places that neighbours of x spread to.</param>
/// <param name="dilation">Distance of the window's taps.</param>
/// <param name="crop">What the full result loses on each side; what is negative it gains in zeros.</param>
sealed class TransposedConvolution(Pair strides, Pair dilation, Padding crop) : Op
{
    public Pair Strides => strides;

    public Pair Dilation => dilation;

    public Padding Crop => crop;

    /// <summary>Zeros around the result as the mirror reads it.</summary>
    public Padding Pads { get; } = new(crop.Top, crop.Left, Math.Max(0, crop.Bottom), Math.Max(0, crop.Right));

    public override string Kind => "transposed convolution";

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        return [((x[0] - 1) * strides.Height) + Window.Span(w[0], dilation.Height) - crop.Top - crop.Bottom,
                ((x[1] - 1) * strides.Width) + Window.Span(w[1], dilation.Width) - crop.Left - crop.Right, w[2]];
    }

    /// <summary>The convolution that makes something of the input's shape of the result.</summary>
    public Node Mirror(Node node) => new(new Convolution(strides, dilation, Pads), [node, node.Inputs[1]], node.Label);
}
