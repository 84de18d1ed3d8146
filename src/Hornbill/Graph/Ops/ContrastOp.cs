using Hornbill.Kernels;

namespace Hornbill.Graph.Ops;

/// <summary>Draws how an image is scaled about its mean and how it is shifted.</summary>
delegate (double Scale, double Shift) DrawTone(in Philox random);

/// <summary>The contrast or brightness of each image changed in a way of its own, between the least and the greatest value.</summary>
sealed class ContrastOp(string kind, int? seed, DrawTone draw, (double Low, double High) range) : RandomOp(kind, seed)
{
    public (double Low, double High) Range => range;

    public (double Scale, double Shift) Draw(in Philox random) => draw(random);
}
