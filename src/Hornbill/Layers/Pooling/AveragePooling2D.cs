using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The mean of each window, channel by channel. Input (height, width, channels), output (height', width', channels); padding does
/// not count.</summary>
/// <example><code>new AveragePooling2D(2)</code></example>
/// <param name="poolSize">Height and width of the window; 2 by default.</param>
/// <param name="strides">How far windows are apart; by default they touch.</param>
/// <param name="padding">"valid" or "same".</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class AveragePooling2D(Size? poolSize = null, Size? strides = null, string padding = "valid", string? name = null)
    : Pooling2D(poolSize, strides, padding, name)
{
    internal override Op Op(Pair pool, Pair strides, Padding padding) => new Graph.Ops.AveragePooling(pool, strides, padding);
}
