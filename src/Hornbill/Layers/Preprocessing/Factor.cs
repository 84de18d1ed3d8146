namespace Hornbill.Layers;

/// <summary>The range from which a random layer draws: one number for both directions, or a lower and an upper one.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
/// <example><code>new RandomRotation(0.02); new RandomZoom((-0.3, -0.1));</code></example>
public readonly record struct Factor(double Lower, double Upper)
{
    /// <summary>From −<paramref name="both"/> to <paramref name="both"/>.</summary>
    /// <param name="both">The upper end; the lower is its negative.</param>
    // A number below 0 keeps its sign, which layers of factors from 0 on refuse.
    public static implicit operator Factor(double both) => new(-both, both);

    /// <summary>The lower and the upper end.</summary>
    /// <param name="pair">The ends.</param>
    public static implicit operator Factor((double Lower, double Upper) pair) => new(pair.Lower, pair.Upper);

    internal double[] ToArray() => [Lower, Upper];

    internal static Factor From(double[] values) => values.Length == 2
        ? new(values[0], values[1])
        : throw new InvalidDataException(
            $"A factor got {values.Length} numbers but has two: the lower and the upper end. Check the model's configuration.");

    /// <summary>Itself in rising order, where both ends lie in [−1, 1].</summary>
    internal Factor Checked(string layer, string what = "factor") => Math.Abs(Lower) <= 1 && Math.Abs(Upper) <= 1
        ? new(Math.Min(Lower, Upper), Math.Max(Lower, Upper))
        : throw new ArgumentException(
            $"{layer} got the {what} {this} but both ends must lie in [-1, 1]. Give a fraction such as 0.1, or two.");

    /// <summary>The number at a share of the way.</summary>
    internal double At(double share) => Lower + ((Upper - Lower) * share);

    /// <inheritdoc/>
    public override string ToString() => $"({Lower}, {Upper})";
}
