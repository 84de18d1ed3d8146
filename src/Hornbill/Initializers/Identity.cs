using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>gain on the diagonal of a matrix, zeros elsewhere.</summary>
/// <param name="gain">What stands on the diagonal.</param>
public sealed class Identity(double gain = 1) : Initializer
{
    readonly double _gain = Finite(gain, "Identity", "gain");

    /// <inheritdoc/>
    public override string Name => Settings.Write("identity", ("gain", _gain, 1.0));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The weight is not a matrix.</exception>
    public override void Fill(Span<float> values, Shape shape, ulong seed)
    {
        if (shape.Rank != 2)
            throw new ArgumentException(
                $"Identity got a weight of shape {shape} but needs a matrix (inputs, outputs). Use it for Dense, or another initializer.");
        values.Clear();
        for (var i = 0; i < Math.Min(shape[0], shape[1]); i++) values[(i * shape[1]) + i] = (float)_gain;
    }
}
