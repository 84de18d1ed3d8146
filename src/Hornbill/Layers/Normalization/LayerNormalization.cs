using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Normalises each place of a sample over its channels, the last dimension: y = γ (x − μ) / √(σ² + ε) + β, in training and at inference alike. The
/// shape stays. (Ba et al., 2016)</summary>
/// <remarks>Weights: gamma, beta (channels,).</remarks>
/// <example><code>new LayerNormalization()</code></example>
public sealed class LayerNormalization : Normalization
{
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
    public LayerNormalization(double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? betaInitializer = null,
                              Initializer? gammaInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer = null,
                              Constraint? betaConstraint = null, Constraint? gammaConstraint = null)
        : base(epsilon, center, scale, new("beta", betaInitializer ?? "zeros", betaRegularizer, betaConstraint),
               new("gamma", gammaInitializer ?? "ones", gammaRegularizer, gammaConstraint))
    { }

    internal static Layer From(Config c) => new LayerNormalization(c.Double("epsilon"), c.Bool("center"), c.Bool("scale"),
        c.String("beta_initializer"), c.String("gamma_initializer"), c.Regularizer("beta"),
        c.Regularizer("gamma"), c.Constraint("beta"), c.Constraint("gamma"));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var channels = input.Shape[^1];
        return Node(new Graph.Ops.GroupNormalization(null, (float)Epsilon, Scales, Centers), [input, .. GammaAndBeta(channels)]);
    }
}
