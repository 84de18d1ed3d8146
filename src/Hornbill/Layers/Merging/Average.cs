using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>The mean of its inputs. Inputs of one shape, which is the output's.</summary>
/// <example><code>y = new Average().Apply(x, y);</code></example>
public sealed class Average : Merge
{
    internal override Node Join(IReadOnlyList<Node> inputs) => Node(new WeightedSum([.. inputs.Select(_ => 1f / inputs.Count)]), [.. inputs]);
}
