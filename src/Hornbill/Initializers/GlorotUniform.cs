using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>U(−l, l) with l = √(6 / (fan in + fan out)). (Glorot and Bengio, 2010)</summary>
public sealed class GlorotUniform : Initializer
{
    /// <inheritdoc/>
    public override string Name => "glorot_uniform";

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, ulong seed)
    {
        var (fanIn, fanOut) = Fans(shape);
        Uniform(values, Math.Sqrt(6 / (fanIn + fanOut)), seed);
    }
}
