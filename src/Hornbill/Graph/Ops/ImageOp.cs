using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Writes what becomes of an image x (height, width, channels).</summary>
delegate void ChangeImage(in Philox random, Shape image, ReadOnlySpan<float> x, Span<float> y);

/// <summary>Each image changed by a function of random numbers of its own, which has no gradient. It may act at inference as
/// well.</summary>
sealed class ImageOp(string kind, int? seed, ChangeImage change, bool always = false, Shape? to = null) : RandomOp(kind, seed)
{
    /// <summary>The function itself.</summary>
    public ChangeImage Change => change;

    /// <summary>Whether it does so at inference, too.</summary>
    public override bool Always => always;

    public override bool HasGradient => false;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => to ?? inputs[0];
}
