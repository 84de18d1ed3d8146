using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>The mean of its inputs. Inputs of one shape, or such as broadcast: (h, w, c) and (c,), (1, 1, c) or (h, w, 1).</summary>
/// <example><code>y = new Average().Apply(x, y);</code></example>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Average(string? name = null) : Merge(name)
{
    internal override Node Join(IReadOnlyList<Node> inputs) => inputs.All(n => n.Shape == inputs[0].Shape)
        ? Node(new WeightedSum([.. inputs.Select(_ => 1f / inputs.Count)]), [.. inputs])
        : Node(new Elementwise("mean", Function.Rescaling, 1f / inputs.Count), Pairwise(inputs, PairFunction.Sum, "add"));
}
