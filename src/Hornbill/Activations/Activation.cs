using Hornbill.Graph;
using Hornbill.Graph.Ops;
using K = Hornbill.Kernels.Activations;

namespace Hornbill.Activations;

/// <summary>The activation functions by name: each has its line.</summary>
static class Activation
{
    /// <summary>The constants that keep mean 0 and deviation 1. (Klambauer et al., 2017)</summary>
    const float SeluAlpha = 1.67326324f, SeluScale = 1.05070099f;

    public static readonly IReadOnlyDictionary<string, Func<Op?>> All = new Dictionary<string, Func<Op?>>
    {
        ["elu"] = () => new Elementwise<K.Elu>("elu", 1, 1),
        ["exponential"] = () => new Elementwise<K.Exponential>("exponential"),
        ["gelu"] = () => new Elementwise<K.Gelu>("gelu"),
        ["hard_sigmoid"] = () => new Elementwise<K.HardSigmoid>("hard_sigmoid"),
        ["leaky_relu"] = () => new Elementwise<K.LeakyRelu>("leaky_relu", 0.2f),
        ["linear"] = () => null,
        ["log_softmax"] = () => new LogSoftmax(),
        ["mish"] = () => new Elementwise<K.Mish>("mish"),
        ["relu"] = () => new Relu(),
        ["relu6"] = () => new Elementwise<K.Relu6>("relu6"),
        ["selu"] = () => new Elementwise<K.Elu>("selu", SeluAlpha, SeluScale),
        ["sigmoid"] = () => new Elementwise<K.Sigmoid>("sigmoid"),
        ["silu"] = () => new Elementwise<K.Silu>("silu"),
        ["softmax"] = () => new Softmax(),
        ["softplus"] = () => new Elementwise<K.Softplus>("softplus"),
        ["softsign"] = () => new Elementwise<K.Softsign>("softsign"),
        ["swish"] = () => new Elementwise<K.Silu>("silu"),
        ["tanh"] = () => new Elementwise<K.Tanh>("tanh"),
    };

    /// <summary>The name as it is kept; null stays null.</summary>
    public static string? Check(string? name) =>
        name is null ? null : All.ContainsKey(name.ToLowerInvariant()) ? name.ToLowerInvariant() : throw Choices.Unknown("activation", name, All.Keys);

    /// <summary>The activation of a node; the node itself where there is none.</summary>
    public static Node Apply(string? name, Node x, Label layer) => name is not null && All[name]() is { } op ? new(op, [x], layer) : x;
}
