using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>The mean over the last dimension of ½ e² where |e| is at most delta, else delta |e| − ½ delta², with e = p − t: what lies far
/// off pulls no harder than
/// what lies at delta. Predictions and targets of one shape. (Huber, 1964)</summary>
/// <example><code>model.Compile("adam", "huber(delta=0.5)");</code></example>
/// <param name="delta">Where the square turns into a straight line.</param>
public sealed class Huber(double delta = 1) : Loss
{
    readonly double _delta = delta > 0 && double.IsFinite(delta)
        ? delta
        : throw new ArgumentException($"Huber got the delta {delta} but needs a finite number above 0. Give one such as 1.");

    /// <inheritdoc/>
    public override string Name => "huber";

    private protected override (string, object?, object?)[] Given => [("delta", _delta, 1.0)];

    private protected override SampleLoss MakeOp() => new LossOf("huber", LossFunction.Huber, _delta);
}
