using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The first input less the second. Inputs of one shape, which is the output's.</summary>
/// <example><code>y = new Subtract().Apply(x, y);</code></example>
public sealed class Subtract : Merge
{
    internal override int Most => 2;

    internal override Node Join(IReadOnlyList<Node> inputs) => Pairwise<Kernels.Merging.Difference>(inputs, "subtract");
}
