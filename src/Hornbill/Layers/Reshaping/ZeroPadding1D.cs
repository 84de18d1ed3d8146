using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Zeros before and behind a sequence. Input (steps, features), output (first + steps + last, features).</summary>
/// <example><code>new ZeroPadding1D(1); new ZeroPadding1D((2, 0));</code></example>
/// <param name="padding">Steps of zeros: one number for both ends, or (first, last); 1 by default.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class ZeroPadding1D(Ends? padding = null, string? name = null) : Layer(name)
{
    readonly Ends _padding = (padding ?? 1).Check(nameof(ZeroPadding1D), "padding");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("padding", _padding.ToArray());

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedSequence(input.Shape);
        var (steps, features) = (input.Shape[0], input.Shape[1]);
        if ((double)(steps + (long)_padding.First + _padding.Last) * features > int.MaxValue)
            throw BadInput(input.Shape, $"a sequence that has {int.MaxValue} values at most with its padding",
                "Use a shorter sequence or padding.");
        return Node(new Rearrangement("zero padding", [_padding.First + steps + _padding.Last, features],
            [Move.Along(steps, 0, 0), Move.Along(features, 1, 1)],
                                      to: [_padding.First, 0]), input);
    }
}
