using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>A part of each image at a place of its own in training, the middle one at inference. An image that is smaller on a side is
/// cropped to the proportions wanted and resized instead. Input (h, w, channels), output (height, width, channels).</summary>
/// <example><code>new ZeroPadding2D(4), new RandomCrop(32, 32) // as CIFAR nets are trained</code></example>
/// <param name="height">Rows of the output.</param>
/// <param name="width">Columns of the output.</param>
/// <param name="seed">Given, the places depend on it instead of on the run's seed and the layer's name.</param>
/// <exception cref="ArgumentException">A side is out of range.</exception>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class RandomCrop(int height, int width, int? seed = null, string? name = null) : Layer(name)
{
    readonly ImageSize _size = new ImageSize(height, width).Checked(nameof(RandomCrop));
    readonly int? _seed = seed;

    internal static Layer From(Config c) => new RandomCrop(c.Int("height"), c.Int("width"), c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("height", _size.Height).Set("width", _size.Width).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        if (input.Shape[0] < _size.Height || input.Shape[1] < _size.Width) return new CenterCrop(_size.Height, _size.Width).Build(input);
        return Node(new CropOp(_seed, _size.Height, _size.Width), input);
    }
}
