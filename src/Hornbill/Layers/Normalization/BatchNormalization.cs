using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Normalises each channel, the last dimension: y = γ (x − μ) / √(σ² + ε) + β. In training μ and the biased σ² are those of the batch, over samples and
/// places, and the moving ones follow: m ← m × momentum + batch × (1 − momentum). At inference, and where the layer is not <see cref="Layer.Trainable"/>, they
/// are the moving ones. The shape stays. (Ioffe and Szegedy, 2015)</summary>
/// <remarks>Weights: gamma, beta (channels,), which training changes, and moving_mean, moving_variance (channels,), which it does not.</remarks>
/// <example><code>new BatchNormalization()</code></example>
public sealed class BatchNormalization : Layer
{
    readonly double _momentum, _epsilon;
    readonly bool _center, _scale;
    readonly Initializer _beta, _gamma, _mean, _variance;
    readonly WeightRules _rules;

    /// <summary>With Keras's defaults.</summary>
    /// <param name="momentum">How much the moving statistics keep of themselves at each step, in [0, 1].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a β.</param>
    /// <param name="scale">Whether there is a γ.</param>
    /// <param name="betaInitializer">Of β.</param>
    /// <param name="gammaInitializer">Of γ.</param>
    /// <param name="movingMeanInitializer">Of the moving mean.</param>
    /// <param name="movingVarianceInitializer">Of the moving variance.</param>
    /// <param name="betaRegularizer">A penalty on β.</param>
    /// <param name="gammaRegularizer">A penalty on γ.</param>
    /// <param name="betaConstraint">What β must be after each step.</param>
    /// <param name="gammaConstraint">What γ must be after each step.</param>
    /// <exception cref="ArgumentException">The momentum is not in [0, 1], or epsilon is not a positive number.</exception>
    public BatchNormalization(double momentum = 0.99, double epsilon = 1e-3, bool center = true, bool scale = true, InitializerChoice? betaInitializer = null,
                              InitializerChoice? gammaInitializer = null, InitializerChoice? movingMeanInitializer = null,
                              InitializerChoice? movingVarianceInitializer = null, RegularizerChoice? betaRegularizer = null,
                              RegularizerChoice? gammaRegularizer = null, ConstraintChoice? betaConstraint = null, ConstraintChoice? gammaConstraint = null)
    {
        _momentum = momentum is >= 0 and <= 1 ? momentum : throw new ArgumentException(
            $"BatchNormalization got the momentum {momentum} but it must be from 0 to 1. Give a share to keep, such as 0.99.");
        _epsilon = epsilon > 0 && double.IsFinite(epsilon) ? epsilon : throw new ArgumentException(
            $"BatchNormalization got the epsilon {epsilon} but needs a finite number above 0. Give one such as 0.001.");
        (_center, _scale) = (center, scale);
        _beta = (betaInitializer ?? "zeros").Initializer;
        _gamma = (gammaInitializer ?? "ones").Initializer;
        _mean = (movingMeanInitializer ?? "zeros").Initializer;
        _variance = (movingVarianceInitializer ?? "ones").Initializer;
        _rules = new(gammaRegularizer, betaRegularizer, gammaConstraint, betaConstraint);
    }

    internal static Layer From(Config c) => new BatchNormalization(c.Double("momentum"), c.Double("epsilon"), c.Bool("center"), c.Bool("scale"),
        c.String("beta_initializer"), c.String("gamma_initializer"), c.String("moving_mean_initializer"), c.String("moving_variance_initializer"),
        Regularizer.From(c.ConfigOrNull("beta_regularizer")), Regularizer.From(c.ConfigOrNull("gamma_regularizer")),
        Constraint.From(c.ConfigOrNull("beta_constraint")), Constraint.From(c.ConfigOrNull("gamma_constraint")));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("momentum", _momentum).Set("epsilon", _epsilon).Set("center", _center).Set("scale", _scale)
        .Set("beta_initializer", _beta.Name).Set("gamma_initializer", _gamma.Name).Set("moving_mean_initializer", _mean.Name)
        .Set("moving_variance_initializer", _variance.Name).Set("beta_regularizer", _rules.BiasRegularizer?.ToConfig())
        .Set("gamma_regularizer", _rules.KernelRegularizer?.ToConfig()).Set("beta_constraint", _rules.BiasConstraint?.ToConfig())
        .Set("gamma_constraint", _rules.KernelConstraint?.ToConfig());

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var channels = input.Shape[^1];
        Node? gamma = _scale ? Weight("gamma", [channels], _gamma, _rules.KernelRegularizer, _rules.KernelConstraint) : null;
        Node? beta = _center ? Weight("beta", [channels], _beta, _rules.BiasRegularizer, _rules.BiasConstraint) : null;
        var mean = Weight("moving_mean", [channels], _mean, trainable: false);
        var variance = Weight("moving_variance", [channels], _variance, trainable: false);
        var settings = new BatchNormalizationSettings((float)_momentum, (float)_epsilon, _scale, _center, () => !Trainable);
        return Node(new Graph.Ops.BatchNormalization(settings), [input, mean, variance, .. new[] { gamma, beta }.OfType<Node>()]);
    }
}
