using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The greatest value of each window of steps, feature by feature. Input (steps, features), output (steps', features); padding
/// never wins.</summary>
/// <example><code>new MaxPooling1D(2)</code></example>
/// <param name="poolSize">Steps of the window.</param>
/// <param name="strides">How far windows are apart; by default they touch.</param>
/// <param name="padding">"valid" or "same".</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class MaxPooling1D(int poolSize = 2, int? strides = null, string padding = "valid", string? name = null)
    : Pooling1D(poolSize, strides, padding, name)
{
    internal override Op Op(Pair pool, Pair strides, Padding padding) => new Graph.Ops.MaxPooling(pool, strides, padding);
}
