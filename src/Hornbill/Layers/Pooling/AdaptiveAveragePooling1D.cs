namespace Hornbill.Layers;

/// <summary>The mean of each of so many windows, feature by feature, whatever the input's size. Input (steps, features), output (output size, features).</summary>
/// <example><code>new AdaptiveAveragePooling1D(4)</code></example>
/// <param name="outputSize">Windows along the sequence.</param>
public sealed class AdaptiveAveragePooling1D(int outputSize) : AdaptivePooling(new Size(outputSize, 1))
{
    internal override bool OfSequence => true;

    internal override bool Averages => true;
}
