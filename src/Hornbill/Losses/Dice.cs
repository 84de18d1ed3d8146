using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>1 − 2 Σ t p / (Σ t + Σ p + 1e-7) over the whole batch, or over the axes named and then the mean: how little prediction and
/// target overlap, whatever lies outside both. Predictions and targets of one shape. (Milletari et al., 2016)</summary>
/// <example><code>model.Compile("adam", new Dice(axis: [1, 2, 3])); // of each image its own</code></example>
/// <param name="axis">Axes to sum over, 0 is the batch; all where none are given, as in Keras.</param>
public sealed class Dice(int[]? axis = null) : Loss
{
    /// <inheritdoc/>
    public override string Name => "dice";

    internal override bool OfBatch => true;

    private protected override (string, object?, object?)[] Given =>
        [("axis", axis is { Length: > 0 } ? axis.Select(a => (double)a).ToArray() : null, null)];

    private protected override (float Low, float High) Targets => (0, 1);

    private protected override string Fix => "Give 1 where the target is, 0 elsewhere.";

    private protected override SampleLoss MakeOp() => OpFor([1]);

    private protected override SampleLoss OpFor(Shape prediction) =>
        Finished(new Overlap(Name, new Kernels.Overlap.Shares(2, 0, 1, 1), prediction,
            Overlapping.Checked("Dice", axis, prediction.Rank + 1)));
}
