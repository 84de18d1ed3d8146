using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>The first input by the second, element by element, as Keras's <c>ops.divide</c>. Inputs of one shape, or such as broadcast: (h,
/// w, c) and (c,), (1, 1, c) or (h, w, 1).</summary>
/// <example><code>y = new Divide().Apply(x, total); // or x / total</code></example>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Divide(string? name = null) : Merge(name)
{
    internal override int Most => 2;

    internal override Node Join(IReadOnlyList<Node> inputs) => Pairwise(inputs, PairFunction.Quotient, "divide");
}
