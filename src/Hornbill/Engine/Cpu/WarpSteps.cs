using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Engine.Cpu;

/// <summary>Each image read through an affine map of its own.</summary>
sealed unsafe class WarpSteps : RandomSteps<WarpOp>
{
    protected override void Run(WarpOp op, in RandomSample s)
    {
        var back = s.Gradient != null;
        var a = new Warp.Arguments
        {
            InHeight = s.Shape[0],
            InWidth = s.Shape[1],
            OutHeight = s.Shape[0],
            OutWidth = s.Shape[1],
            Channels = s.Shape[2],
            Map = op.Draw(s.Random, s.Shape),
            Fill = op.Outside.Fill,
            FillValue = (float)op.Outside.Value,
            Bilinear = op.Outside.Bilinear,
            X = back ? s.To : s.X,
            Y = back ? s.Gradient : s.To,
            Fresh = s.Fresh,
        };
        Warp.Run(s.Width, back, &a);
    }
}
