namespace Hornbill.Images;

/// <summary>Rows and columns. A whole number is a square: <c>imageSize: 96</c>; a pair is (height, width), as in Keras.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct ImageSize(int Height, int Width)
{
    /// <summary>A square.</summary>
    /// <param name="side">Rows and columns.</param>
    public static implicit operator ImageSize(int side) => new(side, side);

    /// <summary>(height, width).</summary>
    /// <param name="size">Rows and columns.</param>
    public static implicit operator ImageSize((int Height, int Width) size) => new(size.Height, size.Width);

    /// <inheritdoc/>
    public override string ToString() => $"{Height} × {Width}";
}
