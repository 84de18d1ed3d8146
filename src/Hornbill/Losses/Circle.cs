using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>ln(1 + Σₙ e^(γ (1 + m − d)⁺ (1 − m − d)) Σₚ e^(γ (d² − m²))) of each sample, with the cosine distances d of its embedding from
/// those of its batch, of the same label (p) and of others (n): labels of one kind come together, others part. The mean is over samples
/// whose loss is not 0. Predictions are embeddings (length,) of length 1, as <see cref="Layers.UnitNormalization"/> makes them, targets
/// labels. (Sun et al., 2020)</summary>
/// <example><code>model.Compile("adam", new Circle());</code></example>
public sealed class Circle : Loss
{
    readonly double _gamma, _margin;
    readonly bool _removeDiagonal;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="gamma">The scale γ of similarities.</param>
    /// <param name="margin">The margin m.</param>
    /// <param name="removeDiagonal">Whether a sample is not compared with itself.</param>
    /// <exception cref="ArgumentException">A number is not finite, or γ not above 0.</exception>
    public Circle(double gamma = 80, double margin = 0.4, bool removeDiagonal = true)
    {
        (_gamma, _margin) = (Between(nameof(gamma), gamma, 0, double.MaxValue),
            Between(nameof(margin), margin, double.MinValue, double.MaxValue));
        _removeDiagonal = removeDiagonal;
    }

    /// <inheritdoc/>
    public override string Name => "circle";

    /// <inheritdoc/>
    public override Shape TargetShape(Shape prediction) => prediction.Rank == 1
        ? [1]
        : throw new ArgumentException(
            $"Circle got predictions of shape {prediction} but needs an embedding (length,) for each sample. Add a Flatten before it.");

    internal override bool OfBatch => true;

    private protected override (string, object?, object?)[] Given =>
        [("gamma", _gamma, 80.0), ("margin", _margin, 0.4), ("remove_diagonal", _removeDiagonal, true)];

    private protected override SampleLoss MakeOp() => new CircleDistances((float)_gamma, (float)_margin, _removeDiagonal);
}
