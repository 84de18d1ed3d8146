using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A function of one element; P, Q and R are its settings.</summary>
enum Function
{
    /// <summary>Q x where x &gt; 0, else Q P (eˣ − 1).</summary>
    Elu,

    /// <summary>eˣ.</summary>
    Exponential,

    /// <summary>x Φ(x).</summary>
    Gelu,

    /// <summary>x / 6 + 1/2, between 0 and 1.</summary>
    HardSigmoid,

    /// <summary>x where x &gt; 0, else P x.</summary>
    LeakyRelu,

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

    /// <summary>log(1 + eˣ).</summary>
    Softplus,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>tanh x.</summary>
    Tanh,
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
