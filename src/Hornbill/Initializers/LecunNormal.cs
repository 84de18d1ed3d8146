namespace Hornbill.Initializers;

/// <summary>A normal distribution of deviation √(1 / fan in), cut at two deviations; for selu. (Klambauer et al., 2017)</summary>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class LecunNormal(ulong? seed = null) : VarianceScaling(1, "fan_in", "truncated_normal", seed)
{
    /// <inheritdoc/>
    public override string Name => Spelled("lecun_normal");
}
