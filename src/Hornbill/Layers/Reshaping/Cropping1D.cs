using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>A sequence without its ends. Input (steps, features), output (steps − first − last, features).</summary>
/// <example><code>new Cropping1D(1); new Cropping1D((2, 0));</code></example>
/// <param name="cropping">Steps to leave out: one number for both ends, or (first, last); 1 by default.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Cropping1D(Ends? cropping = null, string? name = null) : Layer(name)
{
    readonly Ends _cropping = (cropping ?? 1).Check(nameof(Cropping1D), "cropping");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("cropping", _cropping.ToArray());

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedSequence(input.Shape);
        var (steps, features) = (input.Shape[0] - _cropping.First - _cropping.Last, input.Shape[1]);
        if (steps < 1) throw BadInput(input.Shape, $"more than {_cropping} steps", "Use a smaller cropping, or a longer sequence.");
        return Node(new Rearrangement("cropping", [steps, features], [Move.Along(steps, 0, 0), Move.Along(features, 1, 1)],
            from: [_cropping.First, 0]), input);
    }
}
