using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The sum of its inputs. Inputs of one shape, which is the output's.</summary>
/// <example><code>y = new Add().Apply(x, y);</code></example>
public sealed class Add : Merge
{
    internal override Node Join(IReadOnlyList<Node> inputs) => Pairwise<Kernels.Merging.Sum>(inputs, "add");
}
