using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Zeros around an image (height, width, channels). A convolution behind it pads by itself.</summary>
sealed class ZeroPadding(Shape image, Padding zeros) : Rearrangement(
    "zero padding", [image[0] + zeros.Top + zeros.Bottom, image[1] + zeros.Left + zeros.Right, image[2]],
    [Move.Along(image[0], 0, 0), Move.Along(image[1], 1, 1), Move.Along(image[2], 2, 2)], to: [zeros.Top, zeros.Left, 0])
{
    public override Fused? Absorb(Op next) => next is Convolution c ? new(c.Padded(zeros), AsNext: true) : null;
}
