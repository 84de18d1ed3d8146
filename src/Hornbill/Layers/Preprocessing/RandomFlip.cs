using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Mirrors each image at random in training, left to right, top to bottom, or both, each with probability ½ and on its own; does
/// nothing at inference. Pixels change their places and nothing else. Input and output (height, width, channels).</summary>
/// <remarks>With both axes Keras 3 mirrors along both or none; here, as in Keras 2, each has a draw of its own.</remarks>
/// <example><code>new RandomFlip("horizontal")</code></example>
/// <param name="mode">"horizontal", "vertical" or "horizontal_and_vertical".</param>
/// <param name="seed">Given, the flips depend on it instead of on the run's seed and the layer's name.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class RandomFlip(string mode = "horizontal_and_vertical", int? seed = null, string? name = null) : Layer(name)
{
    readonly string _mode = Choices.Check("flip mode", mode, "horizontal", "vertical", "horizontal_and_vertical");
    readonly int? _seed = seed;

    internal static Layer From(Config c) => new RandomFlip(c.String("mode"), c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("mode", _mode).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new WarpOp("flip", _seed, Draw, new(Kernels.Fill.Nearest, 0, Bilinear: false)), input);
    }

    AffineMap Draw(in Philox random, int height, int width)
    {
        var (u, v, _, _) = random.Units(0);
        return AffineMap.About(height, width, _mode != "vertical" && u < 0.5 ? -1 : 1, 0, 0, _mode != "horizontal" && v < 0.5 ? -1 : 1);
    }
}
