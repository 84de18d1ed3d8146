using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A function of one element; P, Q and R are its settings.</summary>
enum Function
{
    /// <summary>x where x &gt; 0, else P (e^(x / P) − 1).</summary>
    Celu,

    /// <summary>Q x where x &gt; 0, else Q P (eˣ − 1).</summary>
    Elu,

    /// <summary>eˣ.</summary>
    Exponential,

    /// <summary>x Φ(x).</summary>
    Gelu,

    /// <summary>½ x (1 + tanh(√(2 / π) (x + 0.044715 x³))).</summary>
    GeluByTanh,

    /// <summary>x where |x| &gt; P, else 0.</summary>
    HardShrink,

    /// <summary>x / 6 + 1/2, between 0 and 1.</summary>
    HardSigmoid,

    /// <summary>x times x / 6 + 1/2, between 0 and 1.</summary>
    HardSilu,

    /// <summary>x between −1 and 1.</summary>
    HardTanh,

    /// <summary>x where x &gt; 0, else P x.</summary>
    LeakyRelu,

    /// <summary>−log(1 + e⁻ˣ).</summary>
    LogSigmoid,

    /// <summary>x tanh(log(1 + eˣ)).</summary>
    Mish,

    /// <summary>xᴾ.</summary>
    Power,

    /// <summary>x between 0 and 6.</summary>
    Relu6,

    /// <summary>x above R, at most Q; up to R, P (x − R).</summary>
    ReluOf,

    /// <summary>P x + Q.</summary>
    Rescaling,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>x / (1 + e⁻ˣ).</summary>
    Silu,

    /// <summary>x moved towards 0 by P, and 0 where it would pass it.</summary>
    SoftShrink,

    /// <summary>log(1 + eˣ).</summary>
    Softplus,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>0 up to −1, ¼ (x + 1)² up to 1, x from there.</summary>
    SparsePlus,

    /// <summary>½ (x + 1), between 0 and 1.</summary>
    SparseSigmoid,

    /// <summary>(x + √(x² + P)) / 2.</summary>
    Squareplus,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>x − tanh x.</summary>
    TanhShrink,

    /// <summary>x where x &gt; P, else Q.</summary>
    Threshold,
}

/// <summary>A function of each element, with up to three settings.</summary>
sealed class Elementwise(string kind, Function function, float p = 0, float q = 0, float r = 0) : Op
{
    public Function Function => function;

    /// <summary>The function's settings.</summary>
    public (float P, float Q, float R) Settings => (p, q, r);

    public override string Kind => kind;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <summary>A loss takes the logits in front of a sigmoid; whoever wants the probabilities keeps them.</summary>
    public override Fused? Absorb(Op next) =>
        function == Function.Sigmoid && next is SampleLoss { AfterSigmoid: { } loss } ? new(loss, Exclusive: false) : null;
}
