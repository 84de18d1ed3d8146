using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Kernel = Hornbill.Kernels.Convolution;
using Op = Hornbill.Graph.Ops.TransposedConvolution;

namespace Hornbill.Engine.Cpu;

/// <summary>A transposed convolution by its mirror, the convolution with the same weights: forward it is the mirror's gradient by the
/// input, its own gradient by the input is the mirror forward, and that by the weights is the mirror's with value and gradient
/// exchanged.</summary>
sealed class TransposedConvolutionSteps : CpuOp<Op>
{
    protected override void Forward(Lowering to, Node node, Op op)
    {
        var (c, y) = (Mirror(node, op), to.Output(node));
        var full = op.Pads == default ? y : Lowering.Between(node, Layout.Rim(op.Pads));
        to.Add(ConvolutionBackward.ByTiles<Kernel.FullInputGradient>($"{node.Name}: {op.Kind}", c,
            (to[node.Inputs[0]], to.TurnedPanels(c.Weights, c.Size), full), c.Size.RimRows, Kernel.FullInputGradient.Workspace(c.Size)));
        if (full != y) to.Add(Each.Of<Rows.Copy>($"{node.Name}: crop", node.Shape, [full], y));
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var (c, x, dy, layout) = (Mirror(node, op), node.Inputs[0], to.Gradient(node), Layout.Rim(op.Pads));
        if (layout.HasRim)
        {
            var padded = Lowering.Between(node, layout);
            to.Add(Each.Of<Rows.Copy>($"d {node.Name}: reorder to {layout}", node.Shape, [dy], padded));
            dy = padded;
        }
        if (to.Differentiates(c.Weights)) ConvolutionBackward.WeightsByProducts(to, c, node, (to[x], null, dy), null);
        if (to.Differentiates(x)) ByInput(to, c, x, dy);
    }

    // The forward pass writes and cannot add.
    static void ByInput(Lowering to, ConvolutionCall c, Node x, Value dy)
    {
        var fresh = !to.HasGradient(x);
        var dx = to.Into(x);
        var own = fresh ? dx : Lowering.Between(x, Layout.Nhwc);
        var panels = to.Panels(c.Weights, c.Size.OutChannels, c.Size.Reduction);
        to.Add(ConvolutionForward.Step<Kernel.Forward>($"d {c.Name}: by input", c, (dy, panels, own), new(),
            (c.Size.Cells.Height, Kernel.Forward.Workspace(c.Size)), to.Width));
        if (!fresh) to.Add(Each.Of<Rows.Copy>($"d {c.Name}: add", x.Shape, [own], dx));
    }

    // Its weights are read tile by tile, however many there are.
    static ConvolutionCall Mirror(Node node, Op op)
    {
        var mirror = op.Mirror(node);
        return new(node.Name, mirror, node.Inputs[1], ConvolutionSteps.Size(mirror, (Graph.Ops.Convolution)mirror.Op))
        { Unit = Unit.Tiles };
    }
}
