using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>One value everywhere.</summary>
/// <param name="value">That value.</param>
public sealed class Constant(double value = 0) : Initializer
{
    readonly double _value = Finite(value, "Constant", "value");

    /// <inheritdoc/>
    public override string Name => Settings.Write("constant", ("value", _value, 0.0));

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, ulong seed) => values.Fill((float)_value);
}
