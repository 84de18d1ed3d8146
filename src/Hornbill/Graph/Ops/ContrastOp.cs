using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Draws how an image is scaled about its mean and how it is shifted.</summary>
delegate (double Scale, double Shift) DrawTone(in Philox random);

/// <summary>The contrast or brightness of each image changed in a way of its own, between the least and the greatest value.</summary>
sealed unsafe class ContrastOp(string kind, int? seed, DrawTone draw, (double Low, double High) range) : RandomOp(kind, seed)
{
    public (double Low, double High) Range => range;

    public override bool BackwardReadsInput => true;

    public override int Workspace(Shape shape, int width) => Contrast.Workspace(shape[2], width);

    public (double Scale, double Shift) Draw(in Philox random) => draw(random);

    public override void Run(in RandomSample s)
    {
        var (scale, shift) = Draw(s.Random);
        var a = new Contrast.Arguments
        {
            Pixels = s.Shape[0] * s.Shape[1],
            Channels = s.Shape[2],
            Scale = (float)scale,
            Shift = (float)shift,
            Low = (float)range.Low,
            High = (float)range.High,
            X = s.X,
            Gradient = s.Gradient,
            To = s.To,
            Accumulate = !s.Fresh,
            Workspace = s.Workspace,
        };
        Contrast.Run(s.Width, &a);
    }
}
