using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A part of each image: at a place of its own in training, in the middle at inference.</summary>
sealed class CropOp(int? seed, int height, int width) : RandomOp("crop", seed)
{
    public int Height => height;

    public int Width => width;

    public override bool Always => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [height, width, inputs[0][2]];

    /// <summary>The first row and column of a part of an image.</summary>
    public (int Row, int Column) Draw(in Philox random, Shape image, bool training) => training
        ? (random.Below(0, image[0] - height + 1), random.Below(1, image[1] - width + 1))
        : ((image[0] - height) / 2, (image[1] - width) / 2);
}
