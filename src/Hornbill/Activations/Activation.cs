using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Config = Hornbill.Layers.Config;

namespace Hornbill.Activations;

/// <summary>The activation functions by name, settings in brackets: each has its line.</summary>
static class Activation
{
    /// <summary>The constants that keep mean 0 and deviation 1. (Klambauer et al., 2017)</summary>
    const float SeluAlpha = 1.67326324f, SeluScale = 1.05070099f;

    public static readonly IReadOnlyDictionary<string, Func<Config, Op?>> All = new Dictionary<string, Func<Config, Op?>>
    {
        ["celu"] = c => new Elementwise("celu", Function.Celu, Positive("celu", c, "alpha", 1)),
        ["elu"] = c => new Elementwise("elu", Function.Elu, (float)c.Double("alpha", 1), 1),
        ["exponential"] = _ => new Elementwise("exponential", Function.Exponential),
        ["gelu"] = c => c.Bool("approximate", false) ? new Elementwise("gelu", Function.GeluByTanh)
            : new Elementwise("gelu", Function.Gelu),
        ["glu"] = _ => new GatedLinear(),
        ["hard_shrink"] = c => new Elementwise("hard_shrink", Function.HardShrink, (float)c.Double("threshold", 0.5)),
        ["hard_sigmoid"] = _ => new Elementwise("hard_sigmoid", Function.HardSigmoid),
        ["hard_silu"] = _ => new Elementwise("hard_silu", Function.HardSilu),
        ["hard_swish"] = _ => new Elementwise("hard_silu", Function.HardSilu),
        ["hard_tanh"] = _ => new Elementwise("hard_tanh", Function.HardTanh),
        ["leaky_relu"] = c => new Elementwise("leaky_relu", Function.LeakyRelu, (float)c.Double("negative_slope", 0.2)),
        ["linear"] = _ => null,
        ["log_sigmoid"] = _ => new Elementwise("log_sigmoid", Function.LogSigmoid),
        ["log_softmax"] = _ => new LogSoftmax(),
        ["mish"] = _ => new Elementwise("mish", Function.Mish),
        ["relu"] = c => Layers.ReLU.Op(c.DoubleOrNull("max_value"), c.Double("negative_slope", 0), c.Double("threshold", 0)),
        ["relu6"] = _ => new Elementwise("relu6", Function.Relu6),
        ["selu"] = _ => new Elementwise("selu", Function.Elu, SeluAlpha, SeluScale),
        ["sigmoid"] = _ => new Elementwise("sigmoid", Function.Sigmoid),
        ["silu"] = _ => new Elementwise("silu", Function.Silu),
        ["soft_shrink"] = c => new Elementwise("soft_shrink", Function.SoftShrink, (float)c.Double("threshold", 0.5)),
        ["softmax"] = _ => new Softmax(),
        ["softplus"] = _ => new Elementwise("softplus", Function.Softplus),
        ["softsign"] = _ => new Elementwise("softsign", Function.Softsign),
        ["sparse_plus"] = _ => new Elementwise("sparse_plus", Function.SparsePlus),
        ["sparse_sigmoid"] = _ => new Elementwise("sparse_sigmoid", Function.SparseSigmoid),
        ["sparsemax"] = _ => new Sparsemax(),
        ["squareplus"] = c => new Elementwise("squareplus", Function.Squareplus, Positive("squareplus", c, "b", 4)),
        ["swish"] = _ => new Elementwise("silu", Function.Silu),
        ["tanh"] = _ => new Elementwise("tanh", Function.Tanh),
        ["tanh_shrink"] = _ => new Elementwise("tanh_shrink", Function.TanhShrink),
        ["threshold"] = c => new Elementwise("threshold", Function.Threshold, (float)c.Double("threshold", 0),
            (float)c.Double("default_value", 0)),
    };

    // Of what changes nothing none.
    static readonly Layers.Named<Op[]> Registry =
        new("activation", All.ToDictionary(a => a.Key, a => (Func<Config, Op[]>)(c => a.Value(c) is { } op ? [op] : [])));

    /// <summary>The name as it is kept; null stays null.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or it has no such setting.</exception>
    public static string? Check(string? name)
    {
        if (name is null) return null;
        _ = Registry.Make(name);
        return name.ToLowerInvariant();
    }

    /// <summary>The activation of a node; the node itself where there is none.</summary>
    public static Node Apply(string? name, Node x, Label layer) =>
        name is not null && Registry.Make(name) is [var op] ? new(op, [x], layer) : x;

    static float Positive(string activation, Config c, string setting, double standard) => c.Double(setting, standard) is > 0 and var value
        ? (float)value
        : throw new ArgumentException(
            $"{activation} got a {setting} that is not above 0 but needs one that is. Give {standard}, its default.");
}
