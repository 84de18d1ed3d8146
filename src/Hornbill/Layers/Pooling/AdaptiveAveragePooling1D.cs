namespace Hornbill.Layers;

/// <summary>The mean of each of so many windows, feature by feature, whatever the input's size. Input (steps, features), output (output
/// size, features).</summary>
/// <example><code>new AdaptiveAveragePooling1D(4)</code></example>
/// <param name="outputSize">Windows along the sequence.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class AdaptiveAveragePooling1D(int outputSize, string? name = null) : AdaptivePooling(new Size(outputSize, 1), name)
{
    internal override bool OfSequence => true;

    internal override bool Averages => true;
}
