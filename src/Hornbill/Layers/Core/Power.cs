using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Its input to a power, element by element, as Keras's <c>ops.power</c> with a number. The shape stays.</summary>
/// <remarks>A power that is no whole number makes NaN of what is negative.</remarks>
/// <example><code>y = new Power(2).Apply(x); // or x.Pow(2)</code></example>
/// <param name="exponent">2 for squares, 0.5 for roots, −1 for reciprocals.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Power(double exponent, string? name = null) : Layer(name)
{
    readonly double _exponent = double.IsFinite(exponent)
        ? exponent
        : throw new ArgumentException($"Power got the exponent {exponent} but needs a finite number. Give one such as 2.");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("exponent", _exponent);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(new Elementwise("power", Function.Power, (float)_exponent), input);
}
