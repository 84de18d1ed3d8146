using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A part of each image: at a place of its own in training, in the middle at inference.</summary>
sealed unsafe class CropOp(int? seed, int height, int width) : RandomOp("crop", seed)
{
    public override bool Always => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [height, width, inputs[0][2]];

    /// <summary>The first row and column of a part of an image.</summary>
    public (int Row, int Column) Draw(in Philox random, Shape image, bool training) => training
        ? (random.Below(0, image[0] - height + 1), random.Below(1, image[1] - width + 1))
        : ((image[0] - height) / 2, (image[1] - width) / 2);

    public override void Run(in RandomSample s)
    {
        var (top, left) = Draw(s.Random, s.From, s.Training);
        int row = s.From[1] * s.From[2], length = width * s.From[2], first = (top * row) + (left * s.From[2]);
        var back = s.Gradient != null;
        if (back && s.Fresh) new Span<float>(s.To, s.From.Elements).Clear();
        for (var r = 0; r < height; r++)
        {
            float* inside = (back ? s.To : s.X) + first + (r * row), part = (back ? s.Gradient : s.To) + (r * length);
            if (back)
                for (var i = 0; i < length; i++) inside[i] += part[i];
            else new Span<float>(inside, length).CopyTo(new(part, length));
        }
    }
}
