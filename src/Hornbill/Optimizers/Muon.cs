using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Optimizers;

/// <summary>Muon (Jordan et al., 2024) as Keras has it, for weights of two and three dimensions: m ← g + μ m, and the step's direction g + μ m (or m) is
/// brought near the nearest matrix with orthonormal rows by Newton-Schulz iterations. Others, convolution kernels and biases, take Adam's step at
/// <c>adamLearningRateRatio</c> times the rate.</summary>
/// <example><code>model.Compile(new Muon(0.01), "sparse_categorical_crossentropy")</code></example>
public sealed class Muon : Optimizer
{
    readonly Moments _moments;
    readonly double _momentum, _ratio;
    readonly int _iterations;
    readonly bool _nesterov;

    /// <summary>Muon.</summary>
    /// <param name="learningRate">η; 0.001 by default.</param>
    /// <param name="adamBeta1">Adam's β₁, in [0, 1).</param>
    /// <param name="adamBeta2">Adam's β₂, in [0, 1).</param>
    /// <param name="epsilon">Adam's ε.</param>
    /// <param name="weightDecay">Of all weights.</param>
    /// <param name="adamLearningRateRatio">Adam's rate, by Muon's.</param>
    /// <param name="momentum">μ, in [0, 1).</param>
    /// <param name="newtonSchulzSteps">Iterations.</param>
    /// <param name="nesterov">Whether the step looks ahead.</param>
    public Muon(LearningRate? learningRate = null, double adamBeta1 = 0.9, double adamBeta2 = 0.999, double epsilon = 1e-7, double weightDecay = 0.1,
                double adamLearningRateRatio = 0.1, double momentum = 0.95, int newtonSchulzSteps = 6, bool nesterov = true) : base(learningRate ?? 0.001)
    {
        WeightDecay = weightDecay;
        _moments = new("Muon", adamBeta1, adamBeta2, epsilon);
        (_momentum, _ratio) = (Share("Muon", "momentum", momentum), AtLeast0("Muon", "adam_lr_ratio", adamLearningRateRatio));
        _iterations = (int)AtLeast0("Muon", "ns_steps", newtonSchulzSteps);
        _nesterov = nesterov;
    }

    /// <inheritdoc/>
    public override string Name => "muon";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["momentum", "velocity"];

    internal static Optimizer From(Config c) => new Muon(c.LearningRate(), c.Double("adam_beta_1", 0.9), c.Double("adam_beta_2", 0.999), c.Double("epsilon", 1e-7), c.Double("weight_decay", 0.1),
        c.Double("adam_lr_ratio", 0.1), c.Double("momentum", 0.95), c.Int("ns_steps", 6), c.Bool("nesterov", true)).With(c);

    private protected override void Write(Config config) => config.Set("adam_beta_1", _moments.Beta1).Set("adam_beta_2", _moments.Beta2)
        .Set("epsilon", _moments.Epsilon).Set("adam_lr_ratio", _ratio).Set("momentum", _momentum).Set("ns_steps", _iterations).Set("nesterov", _nesterov);

    internal override bool IsWhole(Shape shape) => shape.Rank is 2 or 3;

    internal override long Scratch(Shape shape) => NewtonSchulz.Scratch(shape[^2], shape[^1]);

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
            Rows = shape[^2],
            Columns = shape[^1],
            Iterations = _iterations,
            Nesterov = _nesterov ? 1 : 0,
            Scratch = scratch,
        };
        (matrix.Step.A, matrix.Step.B) = (a->E * (float)Math.Sqrt(Math.Max(1, (double)shape[0] / shape[1])), a->F);
        for (var done = 0; done < shape.Elements; done += matrix.Rows * matrix.Columns)
        {
            NewtonSchulz.Run(&matrix, width);
            matrix.Step.W += matrix.Rows * matrix.Columns;
            matrix.Step.G += matrix.Rows * matrix.Columns;
            matrix.Step.Slot0 += matrix.Rows * matrix.Columns;
        }
    }
}
