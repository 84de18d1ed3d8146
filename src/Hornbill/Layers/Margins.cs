namespace Hornbill.Layers;

/// <summary>Rows and columns at the sides of an image: one number for all sides, one for above and below and one for left and right, or
/// each of the four.</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns to the left.</param>
/// <param name="Right">Columns to the right.</param>
/// <example><code>new ZeroPadding2D(1); new ZeroPadding2D((1, 2)); new ZeroPadding2D(((0, 1), (2, 3)));</code></example>
public readonly record struct Margins(int Top, int Bottom, int Left, int Right)
{
    const int Most = 4096;

    /// <summary>The same at all sides.</summary>
    /// <param name="all">At each side.</param>
    public static implicit operator Margins(int all) => new(all, all, all, all);

    /// <summary>Above and below; left and right.</summary>
    /// <param name="pair">Above and below, and at the left and right.</param>
    public static implicit operator Margins((int Rows, int Columns) pair) => new(pair.Rows, pair.Rows, pair.Columns, pair.Columns);

    /// <summary>Above, below; left, right.</summary>
    /// <param name="four">At each side by itself.</param>
    public static implicit operator Margins(((int Top, int Bottom) Rows, (int Left, int Right) Columns) four) =>
        new(four.Rows.Top, four.Rows.Bottom, four.Columns.Left, four.Columns.Right);

    internal int[] ToArray() => [Top, Bottom, Left, Right];

    internal static Margins From(int[] values) => values.Length == 4
        ? new(values[0], values[1], values[2], values[3])
        : throw new InvalidDataException(
            $"Margins got {values.Length} numbers but have four: top, bottom, left and right. Check the model's configuration.");

    internal Margins Check(string layer, string what) => ToArray().All(n => n is >= 0 and <= Most)
        ? this
        : throw new ArgumentException($"{layer} got the {what} {this} but each side must be from 0 to {Most}. Give numbers within that.");

    /// <summary>Written as Keras does: ((top, bottom), (left, right)).</summary>
    public override string ToString() => $"(({Top}, {Bottom}), ({Left}, {Right}))";
}
