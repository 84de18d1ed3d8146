using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Regularizers;

/// <summary>factor × the mean of |x̂ᵢ · x̂ⱼ| over the pairs of a matrix's rows or columns, brought to length 1: they tend to stand at right
/// angles.</summary>
/// <example><code>new Dense(64, kernelRegularizer: new OrthogonalRegularizer(0.01, mode: "columns"))</code></example>
/// <param name="factor">The factor.</param>
/// <param name="mode">"rows" or "columns".</param>
public sealed class OrthogonalRegularizer(double factor = 0.01, string mode = "rows") : Regularizer
{
    readonly double _factor = AtLeast0("OrthogonalRegularizer", "factor", factor);
    readonly bool _rows = mode == "rows" || (mode == "columns" ? false : throw Choices.Unknown("mode", mode, ["rows", "columns"]));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("factor", _factor).Set("mode", mode);

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<float> weight, Shape shape) => Orthogonality.Value(weight, Vectors(shape), _factor);

    /// <inheritdoc/>
    public override void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape) =>
        Orthogonality.AddGradient(weight, gradient, Vectors(shape), _factor);

    internal override void Check(string weight, Shape shape)
    {
        if (shape.Rank != 2)
            throw new ArgumentException(
                $"OrthogonalRegularizer got '{weight}' of shape {shape} but needs a matrix. Use it on the kernel of a Dense layer.");
    }

    Orthogonality.Vectors Vectors(Shape shape) => _rows ? new(shape[0], shape[1], shape[1], 1) : new(shape[1], shape[0], 1, shape[1]);
}
