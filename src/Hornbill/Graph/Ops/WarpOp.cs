using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Draws where an image of a height and width is read.</summary>
delegate AffineMap DrawMap(in Philox random, int height, int width);

/// <summary>Each image read through an affine map of its own.</summary>
sealed class WarpOp(string kind, int? seed, DrawMap draw, Outside outside) : RandomOp(kind, seed)
{
    public Outside Outside => outside;

    public AffineMap Draw(in Philox random, Shape shape) => draw(random, shape[0], shape[1]);
}

/// <summary>How an image is read between its pixels and beyond its edges.</summary>
readonly record struct Outside(Fill Fill, double Value, bool Bilinear);
