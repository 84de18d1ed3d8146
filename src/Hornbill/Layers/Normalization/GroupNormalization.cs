using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Normalises groups of channels, the last dimension or that of another axis, over all places of a sample: y = γ (x − μ) / √(σ² +
/// ε) + β, in training and at inference alike. The shape stays. (Wu and He, 2018)</summary>
/// <remarks>Weights: gamma, beta (channels,).</remarks>
/// <example><code>new GroupNormalization(8)</code></example>
public sealed class GroupNormalization : NormalizationLayer
{
    readonly int _groups, _axis;

    /// <summary>With Keras's defaults.</summary>
    /// <param name="groups">How many groups; −1 for one for each channel. They must divide the channels.</param>
    /// <param name="axis">The axis of the channels: −1, the last, by default; the batch is 0, the first dimension of a sample 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a β.</param>
    /// <param name="scale">Whether there is a γ.</param>
    /// <param name="betaInitializer">Of β.</param>
    /// <param name="gammaInitializer">Of γ.</param>
    /// <param name="betaRegularizer">A penalty on β.</param>
    /// <param name="gammaRegularizer">A penalty on γ.</param>
    /// <param name="betaConstraint">What β must be after each step.</param>
    /// <param name="gammaConstraint">What γ must be after each step.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public GroupNormalization(int groups = 32, int axis = -1, double epsilon = 1e-3, bool center = true, bool scale = true,
        Initializer? betaInitializer = null,
                              Initializer? gammaInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer =
                                  null,
                              Constraint? betaConstraint = null, Constraint? gammaConstraint = null, string? name = null)
        : base(epsilon, center, scale, new("beta", betaInitializer ?? "zeros", betaRegularizer, betaConstraint),
               new("gamma", gammaInitializer ?? "ones", gammaRegularizer, gammaConstraint), name)
    {
        _axis = axis;
        _groups = groups is > 0 or -1 ? groups : throw new ArgumentException(
            $"GroupNormalization got {groups} groups but needs at least 1, or -1 for one for each channel. Give a number that divides " +
            $"the channels.");
    }

    internal static Layer From(Config c) => new GroupNormalization(
        groups: c.Int("groups"), axis: c.IntOrNull("axis") ?? -1, epsilon: c.Double("epsilon"), center: c.Bool("center"),
        scale: c.Bool("scale"), betaInitializer: c.Initializer("beta"), gammaInitializer: c.Initializer("gamma"),
        betaRegularizer: c.Regularizer("beta"), gammaRegularizer: c.Regularizer("gamma"), betaConstraint: c.Constraint("beta"),
        gammaConstraint: c.Constraint("gamma"));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("groups", _groups).Set("axis", _axis);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var axis = Axes.Of(this, _axis, input.Shape);
        var channels = input.Shape[axis];
        var groups = _groups == -1 ? channels : _groups;
        if (channels % groups != 0) throw BadInput(input.Shape, $"channels that {groups} groups divide",
            "Give it another number of groups.");
        var weights = GammaAndBeta(channels);
        return Axes.Last(this, input, [axis], x =>
            Node(new Graph.Ops.GroupNormalization(groups, (float)Epsilon, Scales, Centers), [x, .. weights]));
    }
}
