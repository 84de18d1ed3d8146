using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Each value by the squares of its neighbours among the channels: y = x / (k + α / n Σ x²)^β, the sum over n channels around
/// it, of
/// which those that do not exist count as 0. (Krizhevsky et al., 2012; as ONNX's LRN and PyTorch's LocalResponseNorm.) Input and
/// output (…, channels).</summary>
/// <example><code>new LocalResponseNormalization(5, alpha: 1e-4, beta: 0.75, bias: 2)   // AlexNet's</code></example>
public sealed class LocalResponseNormalization : Layer
{
    const int Most = 4096;

    readonly int _size;
    readonly double _alpha, _beta, _bias;

    /// <summary>With its four numbers.</summary>
    /// <param name="size">n, how many channels: ⌊(n − 1) / 2⌋ before, the channel itself, and as many after or one more.</param>
    /// <param name="alpha">α, of the mean square.</param>
    /// <param name="beta">β, the exponent.</param>
    /// <param name="bias">k, above 0.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public LocalResponseNormalization(int size, double alpha = 1e-4, double beta = 0.75, double bias = 1, string? name = null) : base(name)
    {
        (_size, _alpha, _beta, _bias) = (size, alpha, beta, bias);
        if (size is < 1 or > Most || !double.IsFinite(alpha) || alpha < 0 || !double.IsFinite(beta) || !double.IsFinite(bias) || bias <= 0)
            throw new ArgumentException(
                $"LocalResponseNormalization got size {size}, alpha {alpha}, beta {beta} and bias {bias} but needs a size from 1 to " +
                $"{Most}, an alpha of at least 0, and a bias above 0. Give numbers such as 5, 0.0001, 0.75 and 1.");
    }

    internal static Layer From(Config c) => new LocalResponseNormalization(
        size: c.Int("size"), alpha: c.Double("alpha"), beta: c.Double("beta"), bias: c.Double("bias"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("size", _size).Set("alpha", _alpha).Set("beta", _beta).Set("bias", _bias);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var channels = input.Shape[^1];
        var (places, before) = (input.Shape.Elements / channels, (_size - 1) / 2);
        if ((double)places * (channels + _size) > int.MaxValue)
            throw BadInput(input.Shape, $"one of {int.MaxValue} values at most with {_size} channels more", "Use a smaller size or image.");
        // The channels as a side of an image of one channel: the mean over n of them is average-pooling.
        Shape flat = [places, channels, 1], padded = [places, channels + _size - 1, 1];
        var squares = Of("square", Function.Power, Node(new View(flat), input), 2);
        var around = Node(new Rearrangement("padding", padded, [.. flat.Select((n, d) =>
            Move.Along(n, d, d))], to: [0, before, 0]), squares);
        var means = Node(new AveragePooling(new(1, _size), Pair.One, default), around);
        var scale = Of("power", Function.Power, Of("rescaling", Function.Rescaling, means, _alpha, _bias), -_beta);
        return Node(new Graph.Ops.Merge("multiply", PairFunction.Product), input, Node(new View(input.Shape), scale));
    }

    Node Of(string kind, Function function, Node x, double p, double q = 0) =>
        Node(new Elementwise(kind, function, (float)p, (float)q), x);
}
