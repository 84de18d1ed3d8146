namespace Hornbill.Optimizers;

/// <summary>The first value up to and including the first boundary, the second up to the second, …, the last after the last.</summary>
public sealed class PiecewiseConstantDecay : Schedule
{
    readonly long[] _boundaries;
    readonly double[] _values;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="boundaries">Steps, rising.</param>
    /// <param name="values">Learning rates, one more than boundaries.</param>
    /// <exception cref="ArgumentException">There are not one more values than boundaries, or these do not rise.</exception>
    public PiecewiseConstantDecay(IReadOnlyList<long> boundaries, IReadOnlyList<double> values)
    {
        (_boundaries, _values) = ([.. boundaries], [.. values.Select(v => NotNegative(v, "a value of"))]);
        if (_values.Length != _boundaries.Length + 1)
            throw new ArgumentException(
                $"PiecewiseConstantDecay got {_boundaries.Length} boundaries and {_values.Length} values but needs one value more than " +
                                        "boundaries. Give the value after the last boundary too.");
        if (_boundaries.Zip(_boundaries.Skip(1)).Any(b => b.First >= b.Second))
            throw new ArgumentException(
                $"PiecewiseConstantDecay got the boundaries {string.Join(", ", _boundaries)} but they must rise. Sort them.");
    }

    /// <inheritdoc/>
    public override string Name => "piecewise_constant_decay";

    /// <inheritdoc/>
    public override double At(long step) => _values[_boundaries.Count(b => step > b)];

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("boundaries", _boundaries.Select(b => (double)b), null),
        ("values", _values, null));
}
