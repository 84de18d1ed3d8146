using Hornbill.Graph.Ops;

namespace Hornbill.Engine.Cpu;

/// <summary>A part of each image; backward into the place that it was taken from.</summary>
sealed unsafe class CropSteps : RandomSteps<CropOp>
{
    protected override void Run(CropOp op, in RandomSample s)
    {
        var (top, left) = op.Draw(s.Random, s.From, s.Training);
        int row = s.From[1] * s.From[2], length = op.Width * s.From[2], first = (top * row) + (left * s.From[2]);
        var back = s.Gradient != null;
        if (back && s.Fresh) new Span<float>(s.To, s.From.Elements).Clear();
        for (var r = 0; r < op.Height; r++)
        {
            float* inside = (back ? s.To : s.X) + first + (r * row), part = (back ? s.Gradient : s.To) + (r * length);
            if (back)
                for (var i = 0; i < length; i++) inside[i] += part[i];
            else new Span<float>(inside, length).CopyTo(new(part, length));
        }
    }
}
