using Hornbill.Graph;

namespace Hornbill.Activations;

/// <summary>The activation functions by name: each has its line.</summary>
static class Activation
{
    public static readonly IReadOnlyDictionary<string, Func<Op?>> All = new Dictionary<string, Func<Op?>>
    {
        ["linear"] = () => null,
        ["relu"] = () => new Graph.Ops.Relu(),
        ["softmax"] = () => new Graph.Ops.Softmax(),
    };

    /// <summary>The name as it is kept; null stays null.</summary>
    public static string? Check(string? name) =>
        name is null ? null : All.ContainsKey(name.ToLowerInvariant()) ? name.ToLowerInvariant() : throw Choices.Unknown("activation", name, All.Keys);

    /// <summary>The activation of a node; the node itself where there is none.</summary>
    public static Node Apply(string? name, Node x, string layer) => name is not null && All[name]() is { } op ? new(op, [x], layer) : x;
}
