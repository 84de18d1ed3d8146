using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>A fully connected layer: y = activation(x · kernel + bias), over the last dimension. Input (…, n), output (…, units); kernel
/// (n, units).</summary>
/// <example><code>new Dense(10, activation: "softmax")</code></example>
/// <param name="units">Number of outputs.</param>
/// <param name="activation">What follows, such as "relu" or "softmax"; none by default.</param>
/// <param name="useBias">Whether a bias is added.</param>
/// <param name="kernelInitializer">Draws the kernel; glorot_uniform by default.</param>
/// <param name="biasInitializer">Draws the bias; zeros by default.</param>
/// <param name="kernelRegularizer">A penalty on the kernel.</param>
/// <param name="biasRegularizer">A penalty on the bias.</param>
/// <param name="activityRegularizer">A penalty on the output, after the activation: its sum over the batch, as in Keras 3, which does not
/// divide by the batch's size.</param>
/// <param name="kernelConstraint">What the kernel must be after each step.</param>
/// <param name="biasConstraint">What the bias must be after each step.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Dense(int units, string? activation = null, bool useBias = true, Initializer? kernelInitializer = null,
                          Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
                          Regularizer? activityRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null,
                              string? name = null) : Layer(name)
{
    readonly string? _activation = Activations.Activation.Check(activation);
    readonly WeightRule _kernel = new("kernel", kernelInitializer ?? "glorot_uniform", kernelRegularizer, kernelConstraint);
    readonly WeightRule _bias = new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint);

    /// <summary>Number of outputs.</summary>
    public int Units { get; } = units > 0 ? units
        : throw new ArgumentException($"Dense got {units} units but needs at least 1. Give the number of outputs.");

    internal static Layer From(Config c) => new Dense(
        units: c.Int("units"), activation: c.StringOrNull("activation"), useBias: c.Bool("use_bias"),
        kernelInitializer: c.Initializer("kernel"), biasInitializer: c.Initializer("bias"), kernelRegularizer: c.Regularizer("kernel"),
        biasRegularizer: c.Regularizer("bias"), activityRegularizer: c.Regularizer("activity"), kernelConstraint: c.Constraint("kernel"),
        biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    public override Config GetConfig() => _kernel.Write(_bias.Write(new Config().Set("units", Units).Set("activation", _activation)
        .Set("use_bias", useBias).Set("activity_regularizer", ActivityRegularizer?.ToConfig())));

    internal override Regularizer? ActivityRegularizer { get; } = activityRegularizer;

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var n = input.Shape[^1];
        var kernel = _kernel.Make(this, "kernel", [n, Units]);
        Node[] weights = useBias ? [kernel, _bias.Make(this, "bias", [Units])] : [kernel];
        var y = input.Shape.Rank == 1 ? Node(new Graph.Ops.Dense(), [input, .. weights]) : EachPlace(input, n, weights);
        return Activations.Activation.Apply(_activation, y, Label);
    }

    // A dense layer over the places of an image is a convolution of 1 × 1.
    Node EachPlace(Node input, int n, Node[] weights)
    {
        var x = Node(new Graph.Ops.View([input.Shape.Elements / n, 1, n]), input);
        var kernel = Node(new Graph.Ops.Weight(((Graph.Ops.Weight)weights[0].Op).Variable, Tensors.Shape.Create(1, 1, n, Units)));
        var y = Node(new Graph.Ops.Convolution(Pair.One, Pair.One, default), [x, kernel, .. weights[1..]]);
        return Node(new Graph.Ops.View(Shape.Create([.. input.Shape.ToArray()[..^1], Units])), y);
    }
}
