using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>An activation function by name, as a layer of its own. The shape stays.</summary>
/// <example><code>new Activation("relu")</code></example>
/// <param name="activation">"relu", "softmax" or "linear".</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Activation(string activation, string? name = null) : Layer(name)
{
    readonly string _activation = Activations.Activation.Check(activation)!;

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("activation", _activation);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Activations.Activation.Apply(_activation, input, Label);
}
