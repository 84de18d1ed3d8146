using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The greatest value of all places, channel by channel. Input (height, width, channels), output (channels,), or (1, 1, channels)
/// where dimensions are kept.</summary>
/// <example><code>new GlobalMaxPooling2D()</code></example>
/// <param name="keepDims">Whether the dimensions pooled stay, as 1.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class GlobalMaxPooling2D(bool keepDims = false, string? name = null) : GlobalPooling(2, keepDims, name)
{
    internal override Op Op(Pair pool) => new Graph.Ops.MaxPooling(pool, pool, default);
}
