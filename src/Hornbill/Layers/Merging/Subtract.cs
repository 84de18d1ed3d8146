using Hornbill.Graph;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>The first input less the second. Inputs of one shape, which is the output's.</summary>
/// <example><code>y = new Subtract().Apply(x, y);</code></example>
public sealed class Subtract : Merge
{
    internal override int Most => 2;

    internal override Node Pair(Node a, Node b) => Node(new Graph.Ops.Merge<Kernels.Merging.Difference>("subtract"), a, b);
}
