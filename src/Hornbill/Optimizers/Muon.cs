using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Optimizers;

/// <summary>Muon (Jordan et al., 2024) as Keras 3.16 has it, for matrices: m ← g + μ m, and the step's direction g + μ m (or m) is brought
/// near the nearest matrix with orthonormal rows by Newton-Schulz iterations, then multiplied by 0.2 √(greater side) (Liu et al., 2025), so
/// that rates are Adam's. Other weights, convolution kernels and biases, and layers that are excluded, take AdamW's step.</summary>
/// <example><code>model.Compile(new Muon(0.001, excludeLayers: ["predictions"]), "sparse_categorical_crossentropy")</code></example>
public sealed class Muon : Optimizer
{
    readonly Moments _moments;
    readonly double _momentum, _ratio;
    readonly double? _rmsRate, _adamWeightDecay;
    readonly int _iterations;
    readonly bool _nesterov, _excludeEmbeddings;
    readonly string[] _excludeLayers;
    readonly (double A, double B, double C) _polynomial;

    /// <summary>Muon.</summary>
    /// <param name="learningRate">η; 0.001 by default.</param>
    /// <param name="adamBeta1">Adam's β₁, in [0, 1).</param>
    /// <param name="adamBeta2">Adam's β₂, in [0, 1).</param>
    /// <param name="epsilon">Adam's ε.</param>
    /// <param name="weightDecay">Of matrices.</param>
    /// <param name="adamLearningRateRatio">Adam's rate, by Muon's.</param>
    /// <param name="momentum">μ, in [0, 1).</param>
    /// <param name="newtonSchulzSteps">Iterations.</param>
    /// <param name="nesterov">Whether the step looks ahead.</param>
    /// <param name="excludeLayers">Parts of weights' names, or regular expressions that match them, that take Adam's step.</param>
    /// <param name="adamWeightDecay">Of the weights that take Adam's step; none where it is null.</param>
    /// <param name="rmsRate">The factor of √(greater side); where it is null the step stays as it is.</param>
    /// <param name="muonA">a of the iteration.</param>
    /// <param name="muonB">b of the iteration.</param>
    /// <param name="muonC">c of the iteration.</param>
    /// <param name="excludeEmbeddings">Whether weights with "embedding" in their name take Adam's step.</param>
    public Muon(LearningRate? learningRate = null, double adamBeta1 = 0.9, double adamBeta2 = 0.999, double epsilon = 1e-7,
        double? weightDecay = 0.004,
                double adamLearningRateRatio = 1, double momentum = 0.95, int newtonSchulzSteps = 5, bool nesterov = true,
                    string[]? excludeLayers = null,
                double? adamWeightDecay = 0.004, double? rmsRate = 0.2, double muonA = 3.4445, double muonB = -4.7750, double muonC =
                    2.0315,
                bool excludeEmbeddings = true) : base(learningRate ?? 0.001)
    {
        WeightDecay = weightDecay;
        _moments = new("Muon", adamBeta1, adamBeta2, epsilon);
        (_momentum, _ratio) = (Share("Muon", "momentum", momentum), AtLeast0("Muon", "adam_lr_ratio", adamLearningRateRatio));
        _iterations = (int)AtLeast0("Muon", "ns_steps", newtonSchulzSteps);
        _adamWeightDecay = adamWeightDecay is { } decay ? AtLeast0("Muon", "adam_weight_decay", decay) : null;
        _rmsRate = rmsRate is { } rms ? AtLeast0("Muon", "rms_rate", rms) : null;
        (_nesterov, _excludeEmbeddings, _excludeLayers, _polynomial) =
            (nesterov, excludeEmbeddings, [.. excludeLayers ?? []], (muonA, muonB, muonC));
        foreach (var pattern in _excludeLayers) _ = Pattern(pattern);
    }

    /// <inheritdoc/>
    public override string Name => "muon";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["momentum", "velocity"];

    internal static Optimizer From(Config c) =>
        new Muon(c.LearningRate(), c.Double("adam_beta_1", 0.9), c.Double("adam_beta_2", 0.999), c.Double("epsilon", 1e-7), 0.004,
        c.Double("adam_lr_ratio", 1), c.Double("momentum", 0.95), c.Int("ns_steps", 5), c.Bool("nesterov", true),
            c.StringsOrNull("exclude_layers"),
        c.Holds("adam_weight_decay") ? c.DoubleOrNull("adam_weight_decay") : 0.004, c.Holds("rms_rate") ? c.DoubleOrNull("rms_rate") : 0.2,
        c.Double("muon_a", 3.4445), c.Double("muon_b", -4.7750), c.Double("muon_c", 2.0315), c.Bool("exclude_embeddings", true)).With(c);

    private protected override void Write(Config config) => config.Set("adam_beta_1", _moments.Beta1).Set("adam_beta_2", _moments.Beta2)
        .Set("epsilon", _moments.Epsilon).Set("adam_lr_ratio", _ratio).Set("momentum", _momentum).Set("ns_steps", _iterations)
            .Set("nesterov", _nesterov)
        .Set("exclude_layers", _excludeLayers).Set("adam_weight_decay", _adamWeightDecay).Set("rms_rate", _rmsRate)
        .Set("muon_a", _polynomial.A).Set("muon_b", _polynomial.B).Set("muon_c", _polynomial.C)
            .Set("exclude_embeddings", _excludeEmbeddings);

    internal override bool IsWhole(string name, Shape shape) => shape.Rank == 2 && !_excludeLayers.Any(p => Pattern(p).IsMatch(name))
        && !(_excludeEmbeddings && name.Contains("embedding", StringComparison.OrdinalIgnoreCase));

    internal override double DecayOf(string name, Shape shape) => (IsWhole(name, shape) ? WeightDecay : _adamWeightDecay) ?? 0;

    internal override long Scratch(Shape shape) => NewtonSchulz.Scratch(shape[0], shape[1]);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step)
    {
        _moments.Adam(ref a, rate * _ratio, step);
        (a.E, a.F) = ((float)rate, (float)_momentum);
    }

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.Adam>(a, width);

    internal override unsafe void ApplyWhole(Steps.Arguments* a, Shape shape, float* scratch, int width)
    {
        var matrix = new NewtonSchulz.Arguments
        {
            Step = *a,
            Rows = shape[0],
            Columns = shape[1],
            Iterations = _iterations,
            Nesterov = _nesterov ? 1 : 0,
            A = (float)_polynomial.A,
            B = (float)_polynomial.B,
            C = (float)_polynomial.C,
            Scratch = scratch,
        };
        var greater = _rmsRate is { } rms ? rms * Math.Sqrt(Math.Max(shape[0], shape[1])) : 1;
        (matrix.Step.A, matrix.Step.B) = (a->E * (float)greater, a->F);
        NewtonSchulz.Run(&matrix, width);
    }
}
