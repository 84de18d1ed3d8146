using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>What layers share that change the values of each image in a way of its own in training, by a number from a range. They have no
/// gradient: they go in front of what is trained.</summary>
public abstract class ColorLayer : Layer
{
    readonly Factor _factor;
    readonly (double Low, double High) _range;
    readonly int? _seed;

    private protected ColorLayer(string kind, Factor factor, (double Low, double High)? valueRange, int? seed, string? name) : base(name) =>
        (_factor, _range, _seed) = (Share(kind, factor), ValueRange.Check(kind, valueRange), seed);

    private protected float Low => (float)_range.Low;

    private protected float High => (float)_range.High;

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("factor", _factor.ToArray()).Set("value_range", (double[])[_range.Low, _range.High]).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp(Word, _seed, (in random, image, x, y) => Change(random, _factor.At(random.Units(0).A), image, x, y)),
            input);
    }

    /// <summary>What the plan calls it.</summary>
    private protected abstract string Word { get; }

    /// <summary>Writes y by a number of the range, and further random numbers from index 1 on.</summary>
    private protected abstract void Change(in Philox random, double factor, Shape image, ReadOnlySpan<float> x, Span<float> y);

    // One number f is from 0 to it.
    internal static Factor Share(string layer, Factor f, string what = "factor")
    {
        var positive = f.Lower == -f.Upper ? f with { Lower = 0 } : f;
        return positive is { Lower: >= 0 and <= 1, Upper: >= 0 and <= 1 }
            ? new(Math.Min(positive.Lower, positive.Upper), Math.Max(positive.Lower, positive.Upper))
            : throw new ArgumentException(
                $"{layer} got the {what} {f} but both ends must lie in [0, 1]. Give a number such as 0.5, or two.");
    }

    private protected static void NeedColour(string layer, Shape image)
    {
        if (image[2] != 3) throw new ArgumentException(
            $"{layer} got images of shape {image} but needs red, green and blue: 3 channels. Use it on colour images.");
    }
}
