using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Normalises each place of a sample over its channels, the last dimension or those of other axes: y = γ (x − μ) / √(σ² + ε) + β,
/// in training and at inference alike. The shape stays. (Ba et al., 2016)</summary>
/// <remarks>Weights: gamma, beta (channels,), or the sizes of the axes. With root mean square scaling y = γ x / √(σ² + ε), as Keras has it:
/// the mean is left out of the result but not of σ², and there is no β.</remarks>
/// <example><code>new LayerNormalization(); new LayerNormalization([1, 2, 3]) // over the whole image</code></example>
public sealed class LayerNormalization : NormalizationLayer
{
    readonly AxisList _axis;
    readonly bool _rms;

    /// <summary>With Keras's defaults.</summary>
    /// <param name="axis">The axes to normalise over: the last by default; the batch is 0, the first dimension of a sample 1, the last
    /// −1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a β.</param>
    /// <param name="scale">Whether there is a γ.</param>
    /// <param name="rmsScaling">Whether x is only scaled: no mean is taken from it, and there is no β.</param>
    /// <param name="betaInitializer">Of β.</param>
    /// <param name="gammaInitializer">Of γ.</param>
    /// <param name="betaRegularizer">A penalty on β.</param>
    /// <param name="gammaRegularizer">A penalty on γ.</param>
    /// <param name="betaConstraint">What β must be after each step.</param>
    /// <param name="gammaConstraint">What γ must be after each step.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public LayerNormalization(AxisList? axis = null, double epsilon = 1e-3, bool center = true, bool scale = true, bool rmsScaling = false,
        Initializer? betaInitializer = null,
                              Initializer? gammaInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer =
                                  null,
                              Constraint? betaConstraint = null, Constraint? gammaConstraint = null, string? name = null)
        : base(epsilon, center && !rmsScaling, scale || rmsScaling,
            new("beta", betaInitializer ?? "zeros", betaRegularizer, betaConstraint),
               new("gamma", gammaInitializer ?? "ones", gammaRegularizer, gammaConstraint), name)
    {
        (_axis, _rms) = ((axis ?? -1).Check(Kind), rmsScaling);
    }

    internal static Layer From(Config c) => new LayerNormalization(
        axis: AxisList.Read(c) ?? -1, epsilon: c.Double("epsilon"), center: c.Bool("center"), scale: c.Bool("scale"),
        rmsScaling: c.BoolOrNull("rms_scaling") ?? false, betaInitializer: c.Initializer("beta"),
        gammaInitializer: c.Initializer("gamma"), betaRegularizer: c.Regularizer("beta"), gammaRegularizer: c.Regularizer("gamma"),
        betaConstraint: c.Constraint("beta"), gammaConstraint: c.Constraint("gamma"));

    /// <inheritdoc/>
    public override Config GetConfig() => _axis.Write(base.GetConfig()).Set("rms_scaling", _rms);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var axes = _axis.Of(this, input.Shape);
        var weights = GammaAndBeta(Shape.Create([.. axes.Select(d => input.Shape[d])]));
        return Axes.Last(this, input, axes, x => _rms
            ? Node(new BroadcastMerge("gamma", PairFunction.Product), Node(new InverseRoot((float)Epsilon, centred: true), x), weights[0])
            : Node(new Graph.Ops.GroupNormalization(null, (float)Epsilon, Scales, Centers), [x, .. weights]));
    }
}
