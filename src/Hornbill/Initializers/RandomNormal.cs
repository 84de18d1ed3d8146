using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>A normal distribution.</summary>
/// <param name="mean">The distribution's mean.</param>
/// <param name="stddev">The distribution's deviation.</param>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class RandomNormal(double mean = 0, double stddev = 0.05, ulong? seed = null) : Initializer
{
    readonly double _mean = Finite(mean, "RandomNormal", "mean"), _deviation = Deviation(stddev, "RandomNormal", "stddev");
    readonly ulong? _seed = seed;

    /// <inheritdoc/>
    public override string Name => Settings.Write("random_normal", ("mean", _mean, 0.0), ("stddev", _deviation, 0.05),
        ("seed", _seed, null));

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, ulong seed) => Draws.Normal(values, _mean, _deviation, _seed ?? seed);
}
