using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Mixes each sample of data with another drawn at random: x = λ x₁ + (1 − λ) x₂ and so their targets, λ from a beta distribution
/// (Zhang et al., 2018).</summary>
/// <remarks>A layer of data, as in Keras's pipelines: <c>data.Augment(layer)</c>. Targets are one number for each class
/// (<c>data.OneHot(10)</c>).</remarks>
/// <example><code>model.Fit(train.OneHot(10).Augment(new RandomFlip("horizontal"), new MixUp(0.2)), epochs: 10); // categorical_crossentropy</code></example>
public sealed class MixUp : Layer, IMixing
{
    readonly double _alpha;
    readonly int? _seed;

    /// <summary>With the distribution's α.</summary>
    /// <param name="alpha">α of the beta distribution, for both sides; 0.2 by default. The smaller, the less is mixed.</param>
    /// <param name="seed">Given, the draws depend on it instead of on the run's seed.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">α is not above 0.</exception>
    public MixUp(double alpha = 0.2, int? seed = null, string? name = null) : base(name) =>
        (_alpha, _seed) = (alpha is > 0 and <= 1000 ? alpha
            : throw new ArgumentException($"MixUp got α {alpha} but needs a number above 0, up to 1000. Give one such as 0.2."), seed);

    Mixing IMixing.Mixing => new(Cut: false, (_alpha, _alpha), _seed);

    internal static Layer From(Config c) => new MixUp(c.Double("alpha"), c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("alpha", _alpha).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => IMixing.Refuse(this, input);
}
