using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>The greatest of its inputs, element by element. Inputs of one shape, or such as broadcast: (h, w, c) and (c,), (1, 1, c) or (h,
/// w, 1).</summary>
/// <example><code>y = new Maximum().Apply(x, y);</code></example>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Maximum(string? name = null) : Merge(name)
{
    internal override Node Join(IReadOnlyList<Node> inputs) => Pairwise(inputs, PairFunction.Greater, "maximum");
}
