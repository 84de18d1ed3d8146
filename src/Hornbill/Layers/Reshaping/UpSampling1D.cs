using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>A sequence with each step repeated. Input (steps, features), output (steps × size, features).</summary>
/// <example><code>new UpSampling1D(2)</code></example>
/// <param name="size">How often.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class UpSampling1D(int size = 2, string? name = null) : Layer(name)
{
    readonly int _size = new Size(size, 1).Positive(nameof(UpSampling1D), "size").Height;

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("size", _size);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedSequence(input.Shape);
        var (steps, features) = (input.Shape[0], input.Shape[1]);
        if ((double)steps * _size * features > int.MaxValue)
            throw BadInput(input.Shape, $"one that has {int.MaxValue} values at most when it is {_size} times as long",
                "Use a shorter sequence or size.");
        return Node(new Rearrangement("nearest up-sampling", [steps * _size, features],
            [new(steps, 0, 1, 0, _size), new(_size, 0, 0, 0, 1), Move.Along(features, 1, 1)]), input);
    }
}
