using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The greatest value of all steps, feature by feature. Input (steps, features), output (features,), or (1, features) where
/// dimensions are kept.</summary>
/// <example><code>new GlobalMaxPooling1D()</code></example>
/// <param name="keepDims">Whether the dimensions pooled stay, as 1.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class GlobalMaxPooling1D(bool keepDims = false, string? name = null) : GlobalPooling(1, keepDims, name)
{
    internal override Op Op(Pair pool) => new Graph.Ops.MaxPooling(pool, pool, default);
}
