using Hornbill.Graph;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>The sum of its inputs. Inputs of one shape, which is the output's.</summary>
/// <example><code>y = new Add().Apply(x, y);</code></example>
public sealed class Add : Merge
{
    internal override Node Pair(Node a, Node b) => Node(new Graph.Ops.Merge<Kernels.Merging.Sum>("add"), a, b);
}
