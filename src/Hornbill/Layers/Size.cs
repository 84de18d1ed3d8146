using System.Runtime.CompilerServices;
using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Height and width of a kernel, stride or window: one number for both, or two.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <example><code>new Conv2D(32, 3); new Conv2D(32, (3, 5));</code></example>
public readonly record struct Size(int Height, int Width)
{
    /// <summary>The same for both.</summary>
    /// <param name="both">Height and width.</param>
    public static implicit operator Size(int both) => new(both, both);

    /// <summary>Height and width.</summary>
    /// <param name="pair">Height and width.</param>
    public static implicit operator Size((int Height, int Width) pair) => new(pair.Height, pair.Width);

    internal Pair Pair => new(Height, Width);

    internal int[] ToArray() => [Height, Width];

    internal static Size From(int[] values) => values.Length == 2
        ? new(values[0], values[1])
        : throw new InvalidDataException(
            $"A size got {values.Length} numbers but has two: height and width. Check the model's configuration.");

    /// <summary>So large that no image needs more, so small that the span of a window is a number of 32 bits.</summary>
    const int Most = 4096;

    internal Size Positive(string layer, string what) => Height is > 0 and <= Most && Width is > 0 and <= Most
        ? this
        : throw new ArgumentException(
            $"{layer} got {what} ({Height}, {Width}) but it must be from 1 to {Most}. Give a {what} within that.");

    /// <inheritdoc/>
    public override string ToString() => $"({Height}, {Width})";
}
