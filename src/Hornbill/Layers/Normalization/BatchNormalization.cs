using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Normalises each channel, the last dimension or that of another axis: y = γ (x − μ) / √(σ² + ε) + β. In training μ and the
/// biased σ² are those of the batch, over samples and places, and the moving ones follow: m ← m × momentum + batch × (1 − momentum). At
/// inference, and where the layer was not <see cref="Layer.Trainable"/> when its model was compiled, they
/// are the moving ones. The shape stays. (Ioffe and Szegedy, 2015)</summary>
/// <remarks>Weights: gamma, beta (channels,), which training changes, and moving_mean, moving_variance (channels,), which it does
/// not.</remarks>
/// <example><code>new BatchNormalization()</code></example>
public sealed class BatchNormalization : NormalizationLayer
{
    readonly int _axis;
    readonly double _momentum;
    readonly Initializer _mean, _variance;

    /// <summary>With Keras's defaults.</summary>
    /// <param name="axis">The axis of the channels: −1, the last, by default; the batch is 0, the first dimension of a sample 1.</param>
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
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">The momentum is not in [0, 1], or epsilon is not a positive number.</exception>
    public BatchNormalization(int axis = -1, double momentum = 0.99, double epsilon = 1e-3, bool center = true, bool scale = true,
        Initializer? betaInitializer = null,
                              Initializer? gammaInitializer = null, Initializer? movingMeanInitializer = null,
                              Initializer? movingVarianceInitializer = null, Regularizer? betaRegularizer = null,
                              Regularizer? gammaRegularizer = null, Constraint? betaConstraint = null, Constraint? gammaConstraint = null,
                                  string? name = null)
        : base(epsilon, center, scale, new("beta", betaInitializer ?? "zeros", betaRegularizer, betaConstraint),
               new("gamma", gammaInitializer ?? "ones", gammaRegularizer, gammaConstraint), name)
    {
        _axis = axis;
        _momentum = momentum is >= 0 and <= 1 ? momentum : throw new ArgumentException(
            $"BatchNormalization got the momentum {momentum} but it must be from 0 to 1. Give a share to keep, such as 0.99.");
        _mean = movingMeanInitializer ?? "zeros";
        _variance = movingVarianceInitializer ?? "ones";
    }

    internal static Layer From(Config c) => new BatchNormalization(
        axis: c.IntOrNull("axis") ?? -1, momentum: c.Double("momentum"), epsilon: c.Double("epsilon"), center: c.Bool("center"),
        scale: c.Bool("scale"), betaInitializer: c.Initializer("beta"), gammaInitializer: c.Initializer("gamma"),
        movingMeanInitializer: c.Initializer("moving_mean"), movingVarianceInitializer: c.Initializer("moving_variance"),
        betaRegularizer: c.Regularizer("beta"), gammaRegularizer: c.Regularizer("gamma"), betaConstraint: c.Constraint("beta"),
        gammaConstraint: c.Constraint("gamma"));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", _axis).Set("momentum", _momentum)
        .Set("moving_mean_initializer", _mean.Saved())
        .Set("moving_variance_initializer", _variance.Saved());

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Axes.Last(this, input, [Axes.Of(this, _axis, input.Shape)], Normalize);

    Node Normalize(Node input)
    {
        var channels = input.Shape[^1];
        var gammaAndBeta = GammaAndBeta(channels); // first: Keras's order of weights
        var mean = Weight("moving_mean", [channels], _mean, trainable: false);
        var variance = Weight("moving_variance", [channels], _variance, trainable: false);
        var settings = new BatchNormalizationSettings((float)_momentum, (float)Epsilon, Scales, Centers);
        return Node(new Graph.Ops.BatchNormalization(settings), [input, mean, variance, .. gammaAndBeta]);
    }
}
