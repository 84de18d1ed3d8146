using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>y = <paramref name="scale"/> × x + <paramref name="offset"/>, in training and at inference. The shape stays.</summary>
/// <example><code>new Rescaling(1 / 255.0)</code></example>
/// <param name="scale">The factor: 1 / 255.0 brings bytes to [0, 1], 1 / 127.5 with an offset of −1 to [−1, 1].</param>
/// <param name="offset">What is added.</param>
public sealed class Rescaling(double scale, double offset = 0) : Layer
{
    readonly double _scale = Finite(scale, nameof(scale)), _offset = Finite(offset, nameof(offset));

    internal static Layer From(Config c) => new Rescaling(c.Double("scale"), c.Double("offset"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("scale", _scale).Set("offset", _offset);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(new Elementwise<Kernels.Rescaling>("rescaling", (float)_scale, (float)_offset), input);

    static double Finite(double value, string what) => double.IsFinite(value)
        ? value
        : throw new ArgumentException($"Rescaling got the {what} {value} but needs a finite number. Give one such as 1 / 255.0.");
}
