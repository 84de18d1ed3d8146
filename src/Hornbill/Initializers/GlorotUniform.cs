namespace Hornbill.Initializers;

/// <summary>U(−l, l) with l = √(6 / (fan in + fan out)). (Glorot and Bengio, 2010)</summary>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class GlorotUniform(ulong? seed = null) : VarianceScaling(1, "fan_avg", "uniform", seed)
{
    /// <inheritdoc/>
    public override string Name => Spelled("glorot_uniform");
}
