using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Activations;

/// <summary>The activation functions by name: each has its line.</summary>
static class Activation
{
    /// <summary>The constants that keep mean 0 and deviation 1. (Klambauer et al., 2017)</summary>
    const float SeluAlpha = 1.67326324f, SeluScale = 1.05070099f;

    public static readonly IReadOnlyDictionary<string, Func<Op?>> All = new Dictionary<string, Func<Op?>>
    {
        ["elu"] = () => new Elementwise("elu", Function.Elu, 1, 1),
        ["exponential"] = () => new Elementwise("exponential", Function.Exponential),
        ["gelu"] = () => new Elementwise("gelu", Function.Gelu),
        ["hard_sigmoid"] = () => new Elementwise("hard_sigmoid", Function.HardSigmoid),
        ["leaky_relu"] = () => new Elementwise("leaky_relu", Function.LeakyRelu, 0.2f),
        ["linear"] = () => null,
        ["log_softmax"] = () => new LogSoftmax(),
        ["mish"] = () => new Elementwise("mish", Function.Mish),
        ["relu"] = () => new Relu(),
        ["relu6"] = () => new Elementwise("relu6", Function.Relu6),
        ["selu"] = () => new Elementwise("selu", Function.Elu, SeluAlpha, SeluScale),
        ["sigmoid"] = () => new Elementwise("sigmoid", Function.Sigmoid),
        ["silu"] = () => new Elementwise("silu", Function.Silu),
        ["softmax"] = () => new Softmax(),
        ["softplus"] = () => new Elementwise("softplus", Function.Softplus),
        ["softsign"] = () => new Elementwise("softsign", Function.Softsign),
        ["swish"] = () => new Elementwise("silu", Function.Silu),
        ["tanh"] = () => new Elementwise("tanh", Function.Tanh),
    };

    /// <summary>The name as it is kept; null stays null.</summary>
    public static string? Check(string? name) =>
        name is null ? null : All.ContainsKey(name.ToLowerInvariant()) ? name.ToLowerInvariant() : throw Choices.Unknown("activation", name, All.Keys);

    /// <summary>The activation of a node; the node itself where there is none.</summary>
    public static Node Apply(string? name, Node x, Label layer) => name is not null && All[name]() is { } op ? new(op, [x], layer) : x;
}
