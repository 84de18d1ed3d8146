using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>The first input less the second. Inputs of one shape, or such as broadcast: (h, w, c) and (c,), (1, 1, c) or (h, w,
/// 1).</summary>
/// <example><code>y = new Subtract().Apply(x, y);</code></example>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Subtract(string? name = null) : Merge(name)
{
    internal override int Most => 2;

    internal override Node Join(IReadOnlyList<Node> inputs) => Pairwise(inputs, PairFunction.Difference, "subtract");
}
