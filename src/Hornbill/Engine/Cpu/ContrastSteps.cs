using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Engine.Cpu;

/// <summary>The contrast or brightness of each image changed in a way of its own.</summary>
sealed unsafe class ContrastSteps : RandomSteps<ContrastOp>
{
    protected override bool BackwardReadsInput => true;

    protected override int Workspace(ContrastOp op, Node node, int width) => Contrast.Workspace(node.Shape[2], width);

    protected override void Run(ContrastOp op, in RandomSample s)
    {
        var (scale, shift) = op.Draw(s.Random);
        var a = new Contrast.Arguments
        {
            Pixels = s.Shape[0] * s.Shape[1],
            Channels = s.Shape[2],
            Scale = (float)scale,
            Shift = (float)shift,
            Low = (float)op.Range.Low,
            High = (float)op.Range.High,
            X = s.X,
            Gradient = s.Gradient,
            To = s.To,
            Accumulate = !s.Fresh,
            Workspace = s.Workspace,
        };
        Contrast.Run(s.Width, &a);
    }
}
