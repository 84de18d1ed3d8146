using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>U[minval, maxval).</summary>
/// <param name="minval">The least value.</param>
/// <param name="maxval">Above all values.</param>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class RandomUniform(double minval = -0.05, double maxval = 0.05, ulong? seed = null) : Initializer
{
    readonly double _low = Finite(minval, "RandomUniform", "minval");
    readonly double _high = Finite(maxval, "RandomUniform", "maxval") >= minval
        ? maxval
        : throw new ArgumentException($"RandomUniform got maxval {maxval} but needs at least minval, {minval}. Exchange the two.");
    readonly ulong? _seed = seed;

    /// <inheritdoc/>
    public override string Name => Settings.Write("random_uniform", ("minval", _low, -0.05), ("maxval", _high, 0.05),
        ("seed", _seed, null));

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, ulong seed) => Draws.Uniform(values, _low, _high, _seed ?? seed);
}
