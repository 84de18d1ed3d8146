namespace Hornbill.Initializers;

/// <summary>U(−l, l) with l = √(3 / fan in). (LeCun et al., 1998)</summary>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class LecunUniform(ulong? seed = null) : VarianceScaling(1, "fan_in", "uniform", seed)
{
    /// <inheritdoc/>
    public override string Name => Spelled("lecun_uniform");
}
