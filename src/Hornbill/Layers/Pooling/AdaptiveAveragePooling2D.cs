namespace Hornbill.Layers;

/// <summary>The mean of each of so many windows, channel by channel, whatever the input's size. Input (height, width, channels), output (output height, output width, channels).</summary>
/// <example><code>new AdaptiveAveragePooling2D(7)</code></example>
/// <param name="outputSize">Windows along height and width: one number for both, or two.</param>
public sealed class AdaptiveAveragePooling2D(Size outputSize) : AdaptivePooling(outputSize)
{
    internal override bool OfSequence => false;

    internal override bool Averages => true;
}
