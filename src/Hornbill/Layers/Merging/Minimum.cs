using Hornbill.Graph;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>The smallest of its inputs, element by element. Inputs of one shape, which is the output's.</summary>
/// <example><code>y = new Minimum().Apply(x, y);</code></example>
public sealed class Minimum : Merge
{
    internal override Node Pair(Node a, Node b) => Node(new Graph.Ops.Merge<Kernels.Merging.Smaller>("minimum"), a, b);
}
