using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Engine.Cpu;

/// <summary>A patch of each image erased, or none.</summary>
sealed unsafe class EraseSteps : RandomSteps<EraseOp>
{
    protected override void Run(EraseOp op, in RandomSample s)
    {
        var p = op.Draw(s.Random, s.Shape[0], s.Shape[1]);
        var back = s.Gradient != null;
        var a = new Erasing.Arguments
        {
            Height = s.Shape[0],
            Width = s.Shape[1],
            Channels = s.Shape[2],
            Top = p.Top,
            Left = p.Left,
            Bottom = p.Bottom,
            Right = p.Right,
            From = back ? s.Gradient : s.X,
            To = s.To,
            Noise = op.FillValue is null,
            Value = (float)Math.Clamp(op.FillValue ?? 0, op.Range.Low, op.Range.High),
            Random = s.Random,
            Deviation = (float)op.Range.High,
            Low = (float)op.Range.Low,
            High = (float)op.Range.High,
        };
        if (back) Erasing.InputGradient(&a, !s.Fresh);
        else Erasing.Forward(&a);
    }
}
