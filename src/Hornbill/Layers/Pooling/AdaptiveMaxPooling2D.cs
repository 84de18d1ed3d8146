namespace Hornbill.Layers;

/// <summary>The greatest value of each of so many windows, channel by channel, whatever the input's size. Input (height, width, channels), output (output height, output width, channels).</summary>
/// <example><code>new AdaptiveMaxPooling2D(7)</code></example>
/// <param name="outputSize">Windows along height and width: one number for both, or two.</param>
public sealed class AdaptiveMaxPooling2D(Size outputSize) : AdaptivePooling(outputSize)
{
    internal override bool OfSequence => false;

    internal override bool Averages => false;
}
