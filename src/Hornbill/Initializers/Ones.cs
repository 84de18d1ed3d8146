using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>Ones.</summary>
public sealed class Ones : Initializer
{
    /// <inheritdoc/>
    public override string Name => "ones";

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, ulong seed) => values.Fill(1);
}
