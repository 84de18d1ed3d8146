using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Puts a rectangle of another image, drawn at random, into each image of data, and mixes their targets by what is seen of both
/// (Yun et al., 2019).</summary>
/// <remarks>A layer of data, as in Keras's pipelines: <c>data.Augment(layer)</c>. Targets are one number for each class
/// (<c>data.OneHot(10)</c>).</remarks>
/// <example><code>model.Fit(train.OneHot(10).Augment(new CutMix()), epochs: 10); // categorical_crossentropy</code></example>
public sealed class CutMix : Layer, IMixing
{
    const double Least = 1e-6; // Keras's, so that α is above 0

    readonly Factor _factor;
    readonly int? _seed;

    /// <summary>With a range of the distribution's α.</summary>
    /// <param name="factor">α of the beta distribution of the shares is drawn from this range within [0, 1]; one number is from 0 to it. 1
    /// by default.</param>
    /// <param name="seed">Given, the draws depend on it instead of on the run's seed.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">The range is not within [0, 1].</exception>
    public CutMix(Factor? factor = null, int? seed = null, string? name = null) : base(name) =>
        (_factor, _seed) = (ColorLayer.Share(nameof(CutMix), factor ?? 1), seed);

    Mixing IMixing.Mixing => new(Cut: true, (_factor.Lower + Least, _factor.Upper + Least), _seed);

    internal static Layer From(Config c) => new CutMix(Factor.From(c.Doubles("factor")), c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("factor", _factor.ToArray()).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => IMixing.Refuse(this, input);
}
