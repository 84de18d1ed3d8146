using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>A normal distribution of deviation √(2 / fan in), cut at two deviations. (He et al., 2015)</summary>
public sealed class HeNormal : Initializer
{
    /// <inheritdoc/>
    public override string Name => "he_normal";

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, ulong seed) => TruncatedNormal(values, Math.Sqrt(2 / Fans(shape).In), seed);
}
