using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>1 − I / (I + α Σ t (1 − p) + β Σ p (1 − t) + 1e-7) with I = Σ t p, over the whole batch, or over the axes named and then the
/// mean. With α = β = ½ it is <see cref="Dice"/>. Predictions and targets of one shape. (Salehi et al., 2017)</summary>
/// <remarks>α and β stand as in Keras's code.</remarks>
/// <example><code>model.Compile("adam", new Tversky(alpha: 0.7, beta: 0.3));</code></example>
/// <param name="alpha">How much counts what is missed.</param>
/// <param name="beta">How much counts what is predicted wrongly.</param>
/// <param name="axis">Axes to sum over, 0 is the batch; all where none are given, as in Keras.</param>
public sealed class Tversky(double alpha = 0.5, double beta = 0.5, int[]? axis = null) : Loss
{
    /// <inheritdoc/>
    public override string Name => "tversky";

    internal override bool OfBatch => true;

    private protected override (string, object?, object?)[] Given =>
        [("alpha", alpha, 0.5), ("beta", beta, 0.5),
        ("axis", axis is { Length: > 0 } ? axis.Select(a => (double)a).ToArray() : null, null)];

    private protected override (float Low, float High) Targets => (0, 1);

    private protected override string Fix => "Give 1 where the target is, 0 elsewhere.";

    private protected override SampleLoss MakeOp() => OpFor([1]);

    private protected override SampleLoss OpFor(Shape prediction) =>
        Finished(new Overlap(Name, new Kernels.Overlap.Shares(1, 1 - alpha - beta, alpha, beta), prediction,
            Overlapping.Checked("Tversky", axis, prediction.Rank + 1)));
}
