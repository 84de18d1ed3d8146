using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Normalises each place of a sample over its channels, the last dimension: y = γ (x − μ) / √(σ² + ε) + β, in training and at inference alike. The
/// shape stays. (Ba et al., 2016)</summary>
/// <remarks>Weights: gamma, beta (channels,).</remarks>
/// <example><code>new LayerNormalization()</code></example>
public sealed class LayerNormalization : Layer
{
    readonly bool _center, _scale;
    readonly double _epsilon;
    readonly Initializer _beta, _gamma;
    readonly WeightRules _rules;

    /// <summary>With Keras's defaults.</summary>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a β.</param>
    /// <param name="scale">Whether there is a γ.</param>
    /// <param name="betaInitializer">Of β.</param>
    /// <param name="gammaInitializer">Of γ.</param>
    /// <param name="betaRegularizer">A penalty on β.</param>
    /// <param name="gammaRegularizer">A penalty on γ.</param>
    /// <param name="betaConstraint">What β must be after each step.</param>
    /// <param name="gammaConstraint">What γ must be after each step.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public LayerNormalization(double epsilon = 1e-3, bool center = true, bool scale = true, InitializerChoice? betaInitializer = null,
                              InitializerChoice? gammaInitializer = null, RegularizerChoice? betaRegularizer = null, RegularizerChoice? gammaRegularizer = null,
                              ConstraintChoice? betaConstraint = null, ConstraintChoice? gammaConstraint = null)
    {
        _epsilon = epsilon > 0 && double.IsFinite(epsilon) ? epsilon : throw new ArgumentException(
            $"LayerNormalization got the epsilon {epsilon} but needs a finite number above 0. Give one such as 0.001.");
        (_center, _scale) = (center, scale);
        _beta = (betaInitializer ?? "zeros").Initializer;
        _gamma = (gammaInitializer ?? "ones").Initializer;
        _rules = new(gammaRegularizer, betaRegularizer, gammaConstraint, betaConstraint);
    }

    internal static Layer From(Config c) => new LayerNormalization(c.Double("epsilon"), c.Bool("center"), c.Bool("scale"),
        c.String("beta_initializer"), c.String("gamma_initializer"), Regularizer.From(c.ConfigOrNull("beta_regularizer")),
        Regularizer.From(c.ConfigOrNull("gamma_regularizer")), Constraint.From(c.ConfigOrNull("beta_constraint")), Constraint.From(c.ConfigOrNull("gamma_constraint")));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("epsilon", _epsilon).Set("center", _center).Set("scale", _scale)
        .Set("beta_initializer", _beta.Name).Set("gamma_initializer", _gamma.Name).Set("beta_regularizer", _rules.BiasRegularizer?.ToConfig())
        .Set("gamma_regularizer", _rules.KernelRegularizer?.ToConfig()).Set("beta_constraint", _rules.BiasConstraint?.ToConfig())
        .Set("gamma_constraint", _rules.KernelConstraint?.ToConfig());

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var channels = input.Shape[^1];
        Node? gamma = _scale ? Weight("gamma", [channels], _gamma, _rules.KernelRegularizer, _rules.KernelConstraint) : null;
        Node? beta = _center ? Weight("beta", [channels], _beta, _rules.BiasRegularizer, _rules.BiasConstraint) : null;
        return Node(new Graph.Ops.GroupNormalization(null, (float)_epsilon, _scale, _center), [input, .. new[] { gamma, beta }.OfType<Node>()]);
    }
}
