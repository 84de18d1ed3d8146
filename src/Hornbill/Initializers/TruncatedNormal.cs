using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>A normal distribution of which values beyond two deviations are drawn again.</summary>
/// <param name="mean">The distribution's mean.</param>
/// <param name="stddev">The distribution's deviation, before it is cut: values have 0.88 of it.</param>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class TruncatedNormal(double mean = 0, double stddev = 0.05, ulong? seed = null) : Initializer
{
    readonly double _mean = Finite(mean, "TruncatedNormal", "mean"), _deviation = Deviation(stddev, "TruncatedNormal", "stddev");
    readonly ulong? _seed = seed;

    /// <inheritdoc/>
    public override string Name => Settings.Write("truncated_normal", ("mean", _mean, 0.0), ("stddev", _deviation, 0.05),
        ("seed", _seed, null));

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, ulong seed) =>
        Draws.TruncatedNormal(values, _mean, _deviation, _seed ?? seed);
}
