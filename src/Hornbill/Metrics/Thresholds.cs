using Hornbill.Layers;
namespace Hornbill.Metrics;

/// <summary>One threshold above which an output says yes, or several.</summary>
/// <example><code>new Precision(thresholds: 0.7); new Recall(thresholds: new[] { 0.2, 0.5, 0.8 });</code></example>
public sealed class Thresholds
{
    readonly double[] _values;

    internal Thresholds(double[] values) => _values = values;

    /// <summary>One.</summary>
    public static implicit operator Thresholds(double threshold) => new([threshold]);

    /// <summary>Several.</summary>
    public static implicit operator Thresholds(double[] thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        return new([.. thresholds]);
    }

    internal static Thresholds? From(Config c) => c.DoublesOrNull("thresholds") is { Length: > 0 } values ? new(values) : null;

    internal double[] Checked(string metric) => _values.Length > 0 && _values.All(t => t is >= 0 and <= 1)
        ? _values
        : throw new ArgumentException(
            $"{metric} got the thresholds ({string.Join(", ", _values)}) but needs numbers from 0 to 1. Give one such as 0.5.");
}
