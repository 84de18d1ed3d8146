using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>x where it is positive, else <paramref name="alpha"/> × (eˣ − 1). The shape stays. (Clevert et al., 2016)</summary>
/// <example><code>new ELU()</code></example>
/// <param name="alpha">What it falls to, negated, far below 0.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class ELU(double alpha = 1, string? name = null) : Layer(name)
{
    readonly double _alpha = double.IsFinite(alpha)
        ? alpha
        : throw new ArgumentException($"ELU got the alpha {alpha} but needs a finite number. Give one such as 1.");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("alpha", _alpha);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(new Elementwise("elu", Function.Elu, (float)_alpha, 1), input);
}
