using System.Runtime.CompilerServices;
using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>A function of nodes as a layer: it applies layers, or operators, to what it is given.</summary>
/// <remarks>A file cannot hold a function. A model that has one is saved with its name, and read by <c>customObjects</c>, which make it
/// again under that name: <c>Model.Load(path, customObjects: new() { ["gate"] = _ => new Lambda(x => x * x) })</c>.</remarks>
/// <example><code>
/// new Lambda(x => 2 * x - 1) { Name = "stretch" }
/// new Lambda(inputs => inputs[0] * inputs[1])
/// </code></example>
public sealed class Lambda : Layer
{
    readonly Func<IReadOnlyList<Node>, Node> _function;

    /// <summary>Of one node.</summary>
    /// <param name="function">What it makes of it.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    [OverloadResolutionPriority(1)] // many a function of one node is one of a list, too
    public Lambda(Func<Node, Node> function, string? name = null)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = inputs => inputs.Count == 1
            ? function(inputs[0])
            : throw new ArgumentException(
                $"Lambda '{Shown}' got {inputs.Count} inputs but its function takes one node. Give it a function of a list of nodes.");
    }

    /// <summary>Of several nodes.</summary>
    /// <param name="function">What it makes of them.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public Lambda(Func<IReadOnlyList<Node>, Node> function, string? name = null)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = function;
    }

    /// <inheritdoc/>
    public override Config GetConfig() => new();

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Build([input]);

    /// <inheritdoc/>
    protected internal override Node Build(IReadOnlyList<Node> inputs) =>
        _function(inputs) ?? throw new InvalidOperationException(
            $"Lambda '{Shown}' has a function that returned null but a node is expected. Make it return what it makes of its inputs.");
}
