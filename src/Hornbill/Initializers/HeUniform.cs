namespace Hornbill.Initializers;

/// <summary>U(−l, l) with l = √(6 / fan in). (He et al., 2015)</summary>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class HeUniform(ulong? seed = null) : VarianceScaling(2, "fan_in", "uniform", seed)
{
    /// <inheritdoc/>
    public override string Name => Spelled("he_uniform");
}
