using Hornbill.Graph;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>The greatest of its inputs, element by element. Inputs of one shape, which is the output's.</summary>
/// <example><code>y = new Maximum().Apply(x, y);</code></example>
public sealed class Maximum : Merge
{
    internal override Node Pair(Node a, Node b) => Node(new Graph.Ops.Merge<Kernels.Merging.Greater>("maximum"), a, b);
}
