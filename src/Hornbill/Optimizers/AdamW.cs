using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Adam with a decay of the weights apart from the gradient: w ← w − η d w before Adam's step. (Loshchilov and Hutter,
/// 2019)</summary>
/// <example><code>model.Compile(new AdamW(0.001, weightDecay: 0.01), "sparse_categorical_crossentropy")</code></example>
public sealed class AdamW : Optimizer
{
    readonly Moments _moments;
    readonly bool _amsgrad;

    /// <summary>AdamW.</summary>
    /// <param name="learningRate">η; 0.001 by default.</param>
    /// <param name="weightDecay">d.</param>
    /// <param name="beta1">β₁, in [0, 1).</param>
    /// <param name="beta2">β₂, in [0, 1).</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="amsgrad">Whether the greatest v so far is used.</param>
    public AdamW(LearningRate? learningRate = null, double weightDecay = 0.004, double beta1 = 0.9, double beta2 = 0.999,
        double epsilon = 1e-7,
                 bool amsgrad = false) : base(learningRate ?? 0.001)
    {
        WeightDecay = weightDecay;
        (_moments, _amsgrad) = (new("AdamW", beta1, beta2, epsilon), amsgrad);
        SlotNames = ["momentum", "velocity", amsgrad ? "velocity_hat" : null];
    }

    /// <inheritdoc/>
    public override string Name => "adamw";

    internal override IReadOnlyList<string?> SlotNames { get; }

    internal static Optimizer From(Config c) =>
        new AdamW(c.LearningRate(), c.Double("weight_decay", 0.004), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999),
            c.Double("epsilon", 1e-7), c.Bool("amsgrad", false)).With(c);

    private protected override void Write(Config config) => _moments.Write(config).Set("amsgrad", _amsgrad);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step) => _moments.Adam(ref a, rate, step);

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.Adam>(a, width);
}
