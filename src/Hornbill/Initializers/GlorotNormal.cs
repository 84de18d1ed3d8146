namespace Hornbill.Initializers;

/// <summary>A normal distribution of deviation √(2 / (fan in + fan out)), cut at two deviations. (Glorot and Bengio, 2010)</summary>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class GlorotNormal(ulong? seed = null) : VarianceScaling(1, "fan_avg", "truncated_normal", seed)
{
    /// <inheritdoc/>
    public override string Name => Spelled("glorot_normal");
}
