using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Mixes each image in training with several chains of operations on it (Hendrycks et al., 2020): y = m x + (1 − m) Σ wᵢ
/// chainᵢ(x), with weights w from a Dirichlet and m from a beta distribution. Does nothing at inference. Input and output (height, width,
/// channels).</summary>
/// <remarks>The operations are those of <see cref="RandAugment"/>. There is no gradient.</remarks>
/// <example><code>new AugMix((0, 1))</code></example>
public sealed class AugMix : Layer
{
    readonly (double Low, double High) _range;
    readonly int _chains, _depth;
    readonly Factor _factor;
    readonly double _alpha;
    readonly bool _allOps;
    readonly string _interpolation;
    readonly int? _seed;

    /// <summary>With chains and a strength.</summary>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="numChains">Chains; 3 by default.</param>
    /// <param name="chainDepth">The most operations in a chain: from 1 to it, each as likely; 3 by default.</param>
    /// <param name="factor">The range of their strength, in [0, 1]; one number is from 0 to it. 0.3 by default.</param>
    /// <param name="alpha">α of the Dirichlet and the beta distribution; 1 by default.</param>
    /// <param name="allOps">Whether brightness, colour, contrast and sharpness are among the operations.</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="seed">Given, the draws depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a name is not known.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public AugMix((double Low, double High)? valueRange = null, int numChains = 3, int chainDepth = 3, Factor? factor = null,
        double alpha = 1, bool allOps = true,
                  string interpolation = "bilinear", int? seed = null, string? name = null)
        : base(name)
    {
        (_range, _factor, _allOps, _seed) = (ValueRange.Check(nameof(AugMix), valueRange), ColorLayer.Share(nameof(AugMix), factor ?? 0.3),
            allOps, seed);
        _interpolation = Choices.Check("interpolation", interpolation, "nearest", "bilinear");
        (_chains, _depth, _alpha) = numChains is >= 1 and <= 100 && chainDepth is >= 1 and <= 100 && alpha is > 0 and <= 1000
            ? (numChains, chainDepth, alpha)
            : throw new ArgumentException(
                $"AugMix got {numChains} chains of up to {chainDepth} operations and α {alpha} but needs 1 to 100 of each, and α above " +
                $"0. Give such as 3, 3, 1.");
    }

    internal static Layer From(Config c) => new AugMix(
        valueRange: ValueRange.From(c.Doubles("value_range")), numChains: c.Int("num_chains"), chainDepth: c.Int("chain_depth"),
        factor: Factor.From(c.Doubles("factor")), alpha: c.Double("alpha"), allOps: c.Bool("all_ops"),
        interpolation: c.String("interpolation"), seed: c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("value_range", (double[])[_range.Low, _range.High]).Set("num_chains", _chains)
        .Set("chain_depth", _depth)
        .Set("factor", _factor.ToArray()).Set("alpha", _alpha).Set("all_ops", _allOps).Set("interpolation", _interpolation)
            .Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("mix", _seed, Change), input);
    }

    void Change(in Philox random, Shape image, ReadOnlySpan<float> x, Span<float> y)
    {
        var gammas = new double[_chains + 2];
        for (var i = 0; i < gammas.Length; i++) gammas[i] = Gamma.Draw(random, (uint)i, _alpha);
        var (whole, kept) = (gammas[.._chains].Sum(), (float)(gammas[^1] / (gammas[^1] + gammas[^2])));
        for (var i = 0; i < x.Length; i++) y[i] = kept * x[i];
        var (chain, before) = (new float[x.Length], new float[x.Length]);
        for (var i = 0; i < _chains; i++)
        {
            x.CopyTo(chain);
            Run(random, i, image, chain, before);
            var share = (1 - kept) * (float)(gammas[i] / whole);
            for (var k = 0; k < y.Length; k++) y[k] += share * chain[k];
        }
        foreach (ref var v in y) v = Math.Clamp(v, (float)_range.Low, (float)_range.High);
    }

    void Run(in Philox random, int chain, Shape image, float[] x, float[] before)
    {
        var policy = new ImagePolicy(_range, _interpolation == "bilinear");
        var first = (ulong)chain * (ulong)(_depth + 1);
        var operations = 1 + random.Below(first, _depth);
        for (var i = 0; i < operations; i++)
        {
            x.CopyTo(before, 0);
            var (operation, strength, sign, _) = random.Units(first + 1 + (ulong)i);
            policy.Apply(1 + (int)(operation * ((_allOps ? ImagePolicy.All : ImagePolicy.Geometric) - 1)), _factor.At(strength), sign < 0.5
                ? -1 : 1, image, before, x);
        }
    }
}
