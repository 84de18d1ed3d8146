namespace Hornbill.Initializers;

/// <summary>A normal distribution of deviation √(2 / fan in), cut at two deviations. (He et al., 2015)</summary>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class HeNormal(ulong? seed = null) : VarianceScaling(2, "fan_in", "truncated_normal", seed)
{
    /// <inheritdoc/>
    public override string Name => Spelled("he_normal");
}
