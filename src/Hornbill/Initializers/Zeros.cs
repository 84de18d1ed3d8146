using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>Zeros.</summary>
public sealed class Zeros : Initializer
{
    /// <inheritdoc/>
    public override string Name => "zeros";

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, ulong seed) => values.Clear();
}
