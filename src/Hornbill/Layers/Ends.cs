namespace Hornbill.Layers;

/// <summary>Steps at the two ends of a sequence: one number for both, or two.</summary>
/// <param name="First">Steps before.</param>
/// <param name="Last">Steps behind.</param>
/// <example><code>new ZeroPadding1D(1); new ZeroPadding1D((2, 0));</code></example>
public readonly record struct Ends(int First, int Last)
{
    /// <summary>The same at both.</summary>
    public static implicit operator Ends(int both) => new(both, both);

    /// <summary>Before and behind.</summary>
    public static implicit operator Ends((int First, int Last) pair) => new(pair.First, pair.Last);

    // An image of one column.
    internal Margins Margins => new(First, Last, 0, 0);

    internal int[] ToArray() => [First, Last];

    internal static Ends From(int[] values) => values.Length == 2
        ? new(values[0], values[1])
        : throw new InvalidDataException(
            $"The ends of a sequence got {values.Length} numbers but have two: before and behind. Check the model's configuration.");

    internal Ends Check(string layer, string what)
    {
        _ = Margins.Check(layer, what);
        return this;
    }

    /// <summary>Written as Keras does: (first, last).</summary>
    public override string ToString() => $"({First}, {Last})";
}
