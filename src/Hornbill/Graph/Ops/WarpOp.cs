using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Draws where an image of a height and width is read.</summary>
delegate AffineMap DrawMap(in Philox random, int height, int width);

/// <summary>Each image read through an affine map of its own.</summary>
sealed unsafe class WarpOp(string kind, int? seed, DrawMap draw, Outside outside) : RandomOp(kind, seed)
{
    public Outside Outside => outside;

    public AffineMap Draw(in Philox random, Shape shape) => draw(random, shape[0], shape[1]);

    public override void Run(in RandomSample s)
    {
        var back = s.Gradient != null;
        var a = new Warp.Arguments
        {
            InHeight = s.Shape[0],
            InWidth = s.Shape[1],
            OutHeight = s.Shape[0],
            OutWidth = s.Shape[1],
            Channels = s.Shape[2],
            Map = Draw(s.Random, s.Shape),
            Fill = outside.Fill,
            FillValue = (float)outside.Value,
            Bilinear = outside.Bilinear,
            X = back ? s.To : s.X,
            Y = back ? s.Gradient : s.To,
            Fresh = s.Fresh,
        };
        Warp.Run(s.Width, back, &a);
    }
}

/// <summary>How an image is read between its pixels and beyond its edges.</summary>
readonly record struct Outside(Fill Fill, double Value, bool Bilinear);
