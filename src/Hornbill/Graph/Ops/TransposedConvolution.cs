using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A convolution the other way round. Inputs: x (height, width, channels), w (kernel height, kernel width, filters, channels). Its mirror is the
/// convolution with the same weights that makes something of x's shape of the result: forward it is the mirror's gradient by the input, its own
/// gradient by the input is the mirror forward, and that by the weights is the mirror's with value and gradient exchanged.</summary>
/// <param name="strides">Distance of the places that neighbours of x spread to.</param>
/// <param name="dilation">Distance of the window's taps.</param>
/// <param name="crop">What the full result loses on each side; what is negative it gains in zeros.</param>
sealed class TransposedConvolution(Pair strides, Pair dilation, Padding crop) : Op
{
    public Pair Strides => strides;

    public Pair Dilation => dilation;

    public Padding Crop => crop;

    readonly Padding _pads = new(crop.Top, crop.Left, Math.Max(0, crop.Bottom), Math.Max(0, crop.Right));

    public override string Kind => "transposed convolution";

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        return [((x[0] - 1) * strides.Height) + Window.Span(w[0], dilation.Height) - crop.Top - crop.Bottom,
                ((x[1] - 1) * strides.Width) + Window.Span(w[1], dilation.Width) - crop.Left - crop.Right, w[2]];
    }

    public override void Forward(Lowering to, Node node)
    {
        var (mirror, op) = Mirror(node);
        var (size, y) = (op.Size(mirror), to.Output(node));
        var full = _pads == default ? y : Lowering.Between(node, Rim);
        to.Add(new ConvolutionBackward<Kernels.Convolution.FullInputGradient>($"{node.Name}: {Kind}", mirror, size, to[node.Inputs[0]], null, null, full,
                                                                              to.TurnedPanels(node.Inputs[1], size), true, to.Width)
        {
            MultiplyAdds = Convolution.MultiplyAdds(size),
            Parts = size.RimRows,
            Workspace = Kernels.Convolution.FullInputGradient.Workspace(size),
        });
        if (full != y) to.Add(new EachRow<Rows.Copy>($"{node.Name}: crop", node.Shape, [full], y, false, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        var (mirror, op) = Mirror(node);
        var (x, w, dy) = (node.Inputs[0], node.Inputs[1], to.Gradient(node));
        if (_pads != default)
        {
            var padded = Lowering.Between(node, Rim);
            to.Add(new EachRow<Rows.Copy>($"d {node.Name}: reorder to {Rim}", node.Shape, [dy], padded, false, to.Width));
            dy = padded;
        }
        if (to.Differentiates(w)) Convolution.FullByWeights(to, node, mirror, op.Size(mirror), to[x], null, dy, null);
        if (to.Differentiates(x)) ByInput(to, node, mirror, op, dy);
    }

    static void ByInput(Lowering to, Node node, Node mirror, Convolution op, Value dy)
    {
        var (x, size) = (node.Inputs[0], op.Size(mirror));
        var (dx, fresh) = to.GradientInto(x);
        var own = fresh ? dx : Lowering.Between(x, Layout.Nhwc);
        var panels = to.Panels(node.Inputs[1], size.OutChannels, size.Reduction);
        to.Add(new ConvolutionForward($"d {node.Name}: by input", mirror, op, size, dy, panels, null, null, own, null, to.Width)
        {
            MultiplyAdds = Convolution.MultiplyAdds(size),
            Parts = size.CellRows,
            Workspace = Kernels.Convolution.Forward.Workspace(size),
        });
        if (!fresh) to.Add(new EachRow<Rows.Copy>($"d {node.Name}: add", x.Shape, [own], dx, true, to.Width));
    }

    Layout Rim => new(_pads.Top, _pads.Left, _pads.Bottom, _pads.Right);

    (Node Node, Convolution Op) Mirror(Node node)
    {
        var op = new Convolution(strides, dilation, _pads);
        return (new(op, [node, node.Inputs[1]], node.Label), op);
    }
}
