namespace Hornbill.Data;

/// <summary>What is done with one image, under Keras's words. The default does nothing.</summary>
/// <param name="Theta">Degrees to turn by.</param>
/// <param name="Tx">Rows that the image is read further down, so that it moves up.</param>
/// <param name="Ty">Columns that the image is read further to the right, so that it moves to the left.</param>
/// <param name="Shear">Degrees to shear by.</param>
/// <param name="Zx">Rows of the image for each row of the result: below 1 it is enlarged, below 0 mirrored.</param>
/// <param name="Zy">The same for columns.</param>
/// <param name="FlipHorizontal">Whether left and right are exchanged.</param>
/// <param name="FlipVertical">Whether top and bottom are exchanged.</param>
/// <param name="ChannelShiftIntensity">What is added to all values, which stay between the image's least and greatest; null for
/// nothing.</param>
/// <param name="Brightness">What values are multiplied by; null for nothing.</param>
public readonly record struct ImageTransform(double Theta = 0, double Tx = 0, double Ty = 0, double Shear = 0, double Zx = 1, double Zy = 1,
    bool FlipHorizontal = false,
                                             bool FlipVertical = false, double? ChannelShiftIntensity = null, double? Brightness = null)
{
    /// <summary>One that does nothing.</summary>
    public ImageTransform() : this(0) { }

    internal bool Moves => Theta != 0 || Tx != 0 || Ty != 0 || Shear != 0 || Zx != 1 || Zy != 1;

    /// <summary>Where each pixel is read: rotation × shift × shear × zoom about the image's centre, size / 2 − ½.</summary>
    internal Kernels.AffineMap Map(int height, int width)
    {
        var (sin, cos) = Kernels.Trigonometry.OfTurns(Theta / 360);
        var (sinOfShear, cosOfShear) = Kernels.Trigonometry.OfTurns(Shear / 360);
        double rows = cos * Zx, across = ((cos * -sinOfShear) - (sin * cosOfShear)) * Zy; // of the row read
        double down = sin * Zx, columns = ((sin * -sinOfShear) + (cos * cosOfShear)) * Zy; // of the column read
        var (middleRow, middleColumn) = ((height / 2.0) - 0.5, (width / 2.0) - 0.5);
        var row = (cos * Tx) - (sin * Ty) + middleRow - (rows * middleRow) - (across * middleColumn);
        var column = (sin * Tx) + (cos * Ty) + middleColumn - (down * middleRow) - (columns * middleColumn);
        return new(columns, down, column, across, rows, row);
    }
}

/// <summary>How far images are shifted: a share of their size from −f to f; a whole number n, one of 0 … n − 1 pixels either way; or one of
/// several numbers either way, pixels or, where all are below 1, shares.</summary>
/// <example><code>new ImageDataGenerator(widthShiftRange: 0.1, heightShiftRange: 2)</code></example>
public readonly record struct ShiftRange
{
    readonly double _share;
    readonly double[]? _numbers;

    ShiftRange(double share, double[]? numbers) => (_share, _numbers) = (share, numbers);

    /// <summary>Below 1 a share of the size, from 1 on pixels: any number from −f to f.</summary>
    public static implicit operator ShiftRange(double range) => new(range, null);

    /// <summary>A whole number of pixels below n, either way.</summary>
    public static implicit operator ShiftRange(int pixels) =>
        pixels == 0 ? default : new(0, [.. Enumerable.Range(0, Math.Max(0, pixels)).Select(i => (double)i)]);

    /// <summary>One of these, either way.</summary>
    public static implicit operator ShiftRange(double[] numbers) => new(0, numbers ?? []);

    internal bool Neutral => _share == 0 && _numbers is null;

    /// <summary>A share of the size, or the numbers in brackets.</summary>
    public override string ToString() => _numbers is null ? FormattableString.Invariant($"{_share}")
        : $"[{string.Join(", ", _numbers.Select(n => FormattableString.Invariant($"{n}")))}]";

    internal ShiftRange Checked(string what) => double.IsFinite(_share) && _numbers is not { Length: 0 } && (_numbers ?? [])
        .All(double.IsFinite)
        ? this
        : throw new ArgumentException(
            $"ImageDataGenerator got a {what} of no finite numbers but needs a share such as 0.1, or pixels. Give one.");

    /// <summary>Pixels of a side of so many, by two numbers in [0, 1).</summary>
    internal double At(double drawn, double sign, int size)
    {
        if (_numbers is null) return ((2 * drawn) - 1) * _share * (Math.Abs(_share) < 1 ? size : 1);
        var number = _numbers[(int)(drawn * _numbers.Length)] * (sign < 0.5 ? -1 : 1);
        return _numbers.Max() < 1 ? number * size : number;
    }
}

/// <summary>How images are zoomed: between 1 − z and 1 + z, or between two numbers, for rows and columns each by itself.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
/// <example><code>new ImageDataGenerator(zoomRange: 0.1); new ImageDataGenerator(zoomRange: (0.8, 1.0))</code></example>
public readonly record struct ZoomRange(double Lower, double Upper)
{
    /// <summary>Between 1 − z and 1 + z.</summary>
    public static implicit operator ZoomRange(double range) => new(1 - range, 1 + range);

    /// <summary>Between two numbers.</summary>
    public static implicit operator ZoomRange((double Lower, double Upper) range) => new(range.Lower, range.Upper);
}
