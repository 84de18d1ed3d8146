using Hornbill.Graph.Ops;

namespace Hornbill.Engine.Cpu;

/// <summary>Each image changed by a function.</summary>
sealed unsafe class ImageSteps : RandomSteps<ImageOp>
{
    protected override void Run(ImageOp op, in RandomSample s) =>
        op.Change(s.Random, s.From, new(s.X, s.From.Elements), new(s.To, s.Shape.Elements));
}
