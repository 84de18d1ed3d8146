using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Initializers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Scales each place of a sample by the root of the mean square over its channels, the last dimension or those of other axes: y =
/// γ x / √(mean x² + ε), in training and at inference alike. The shape stays. (Zhang and Sennrich, 2019)</summary>
/// <remarks>Weight: scale, γ, with the sizes of the axes.</remarks>
/// <example><code>new RMSNormalization()</code></example>
/// <param name="axis">The axes to take the mean over: the last by default; the batch is 0, the first dimension of a sample 1, the last
/// −1.</param>
/// <param name="epsilon">Added to the mean square.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class RMSNormalization(AxisList? axis = null, double epsilon = 1e-6, string? name = null) : Layer(name)
{
    static readonly Initializer Ones = new Ones();

    readonly AxisList _axis = (axis ?? -1).Check(nameof(RMSNormalization));
    readonly double _epsilon = epsilon >= 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentException(
            $"RMSNormalization got the epsilon {epsilon} but needs a finite number of at least 0. Give one such as 1e-6.");

    /// <inheritdoc/>
    public override Config GetConfig() => _axis.Write(new Config()).Set("epsilon", _epsilon);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var axes = _axis.Of(this, input.Shape);
        var scale = Weight("scale", Shape.Create([.. axes.Select(d => input.Shape[d])]), Ones);
        var flat = Node(new Graph.Ops.Weight(((Graph.Ops.Weight)scale.Op).Variable, Shape.Create(scale.Shape.Elements)));
        return Axes.Last(this, input, axes, x =>
            Node(new BroadcastMerge("gamma", PairFunction.Product), Node(new InverseRoot((float)_epsilon, centred: false), x), flat));
    }
}
