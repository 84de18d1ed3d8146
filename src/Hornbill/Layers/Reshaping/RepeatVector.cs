using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>The input <paramref name="n"/> times. Input (features,), output (n, features).</summary>
/// <example><code>new RepeatVector(3)</code></example>
/// <param name="n">How often.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class RepeatVector(int n, string? name = null) : Layer(name)
{
    readonly int _n = n > 0 ? n : throw new ArgumentException(
        $"RepeatVector got {n} but needs at least 1. Give how often the input is to be repeated.");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("n", _n);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (input.Shape.Rank != 1) throw BadInput(input.Shape, "(features,)", "Add new Flatten() before it.");
        var features = input.Shape[0];
        return Node(new Rearrangement("repeat", [_n, features], [new(_n, 0, 0, 0, 1), Move.Along(features, 0, 1)]), input);
    }
}
