using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The smallest of its inputs, element by element. Inputs of one shape, or such as broadcast: (h, w, c) and (c,), (1, 1, c) or (h, w, 1).</summary>
/// <example><code>y = new Minimum().Apply(x, y);</code></example>
public sealed class Minimum : Merge
{
    internal override Node Join(IReadOnlyList<Node> inputs) => Pairwise<Kernels.Merging.Smaller>(inputs, "minimum");
}
