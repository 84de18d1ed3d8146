using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The mean of each window of steps, feature by feature. Input (steps, features), output (steps', features); padding does not
/// count.</summary>
/// <example><code>new AveragePooling1D(2)</code></example>
/// <param name="poolSize">Steps of the window.</param>
/// <param name="strides">How far windows are apart; by default they touch.</param>
/// <param name="padding">"valid" or "same".</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class AveragePooling1D(int poolSize = 2, int? strides = null, string padding = "valid", string? name = null)
    : Pooling1D(poolSize, strides, padding, name)
{
    internal override Op Op(Pair pool, Pair strides, Padding padding) => new Graph.Ops.AveragePooling(pool, strides, padding);
}
