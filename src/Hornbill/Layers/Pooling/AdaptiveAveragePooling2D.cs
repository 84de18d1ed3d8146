namespace Hornbill.Layers;

/// <summary>The mean of each of so many windows, channel by channel, whatever the input's size. Input (height, width, channels), output
/// (output height, output width, channels).</summary>
/// <example><code>new AdaptiveAveragePooling2D(7)</code></example>
/// <param name="outputSize">Windows along height and width: one number for both, or two.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class AdaptiveAveragePooling2D(Size outputSize, string? name = null) : AdaptivePooling(outputSize, name)
{
    internal override bool OfSequence => false;

    internal override bool Averages => true;
}
