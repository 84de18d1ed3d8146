using System.Globalization;

namespace Hornbill.Studio;

/// <summary>An axis of numbers.</summary>
/// <param name="Label">What it measures, with its unit.</param>
/// <param name="Minimum">Where it begins; what the data need by default.</param>
/// <param name="Maximum">Where it ends; what the data need by default.</param>
/// <param name="Format">How numbers are written, as .NET's format; what their steps need by default.</param>
/// <param name="Logarithmic">Whether equal lengths are equal factors; for numbers above 0.</param>
public sealed record Axis(string Label, double? Minimum = null, double? Maximum = null, string? Format = null, bool Logarithmic = false)
{
    /// <summary>The axis of a name.</summary>
    /// <param name="label">What it measures.</param>
    public static implicit operator Axis(string label) => new(label);

    internal Scale Over(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(v => double.IsFinite(v) && (!Logarithmic || v > 0))];
        var (low, high) = (Minimum ?? finite.DefaultIfEmpty(Logarithmic ? 1 : 0).Min(), Maximum
            ?? finite.DefaultIfEmpty(Logarithmic ? 10 : 1).Max());
        if (high <= low) (low, high) = Logarithmic ? (low / 2, low * 2) : (low - (Minimum is null ? Half(low) : 0), low + Half(low));
        if (Logarithmic) return new(low, high, this);
        var step = Scale.Step(high - low);
        // To whole steps, unless the last is far away.
        if (Minimum is null) low = Math.Floor((low / step) + 0.05) * step is var down && low - down < step ? Math.Min(low, down) : low;
        if (Maximum is null) high = Math.Ceiling((high / step) - 0.05) * step is var up && up - high < step ? Math.Max(high, up) : high;
        return new(low, high, this);
    }

    static double Half(double around) => around == 0 ? 0.5 : Math.Abs(around) / 20;
}

/// <summary>From numbers to shares of an axis.</summary>
readonly struct Scale(double low, double high, Axis axis)
{
    const double Ticks = 6;

    readonly double _low = axis.Logarithmic ? Math.Log10(low) : low, _high = axis.Logarithmic ? Math.Log10(high) : high;

    /// <summary>0 at the beginning, 1 at the end.</summary>
    public double At(double value) => ((axis.Logarithmic ? Math.Log10(Math.Max(value, 1e-300)) : value) - _low) / (_high - _low);

    /// <summary>Numbers to be written beside it.</summary>
    public IReadOnlyList<(double Value, string Text)> Marks()
    {
        var (log, step) = (axis.Logarithmic, axis.Logarithmic ? Math.Max(1, Math.Round((_high - _low) / Ticks)) : Step(_high - _low));
        List<double> values = [];
        for (var i = Math.Ceiling((_low / step) - 1e-9); i * step <= _high + (1e-9 * step);
            i++) values.Add(log ? Math.Pow(10, i * step) : i * step);
        if (log && values.Count < 2) values = [low, high];
        var format = axis.Format ?? (log ? "0.####" : Decimals(step));
        return [.. values.Select(v => (v, (Math.Abs(v) < step * 1e-9 && !log ? 0 : v).ToString(format, CultureInfo.InvariantCulture)))];
    }

    static string Decimals(double step) => step is >= 1e7 or < 1e-6 ? "0.##e+0" : step >= 1 && step == Math.Floor(step) ? "#,0" : "0."
        + new string('0', (int)Math.Clamp(Math.Ceiling(-Math.Log10(step) - 1e-9), 1, 8));

    /// <summary>1, 2 or 5 times a power of ten, so that a range has about six of them.</summary>
    public static double Step(double range)
    {
        var rough = range / Ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
    }
}
