using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Convolution over a sequence: y = activation(kernel ∗ x + bias). Input (steps, channels), output (steps', filters); kernel
/// (kernel size, channels / groups, filters). Padding "valid" and "same" are as for Conv2D; with "causal" all zeros come first, so that no
/// step sees a later one.</summary>
/// <example><code>new Conv1D(32, 3, padding: "causal", dilationRate: 2)</code></example>
public sealed class Conv1D : GroupedConvolution
{
    /// <summary>A convolution of <paramref name="filters"/> kernels.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelSize">Length of the window.</param>
    /// <param name="strides">Steps of the window.</param>
    /// <param name="padding">"valid": no padding; "same": zeros, so that the output has the input's length where the stride is 1; "causal":
    /// zeros in front alone, so that an output sees no later input.</param>
    /// <param name="dilationRate">Places from one tap of the window to the next.</param>
    /// <param name="groups">Into how many groups of channels inputs and filters are cut, each convolved apart; divides both.</param>
    /// <param name="activation">The name of a function of the result, such as "relu"; none by default.</param>
    /// <param name="useBias">Whether a number for each output channel is added.</param>
    /// <param name="kernelInitializer">Of the kernel; "glorot_uniform" by default.</param>
    /// <param name="biasInitializer">Of the bias; "zeros" by default.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="activityRegularizer">A penalty on the output.</param>
    /// <param name="kernelConstraint">What the kernel must be after each step.</param>
    /// <param name="biasConstraint">What the bias must be after each step.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, groups do not divide the filters,
    /// or a name is not known.</exception>
    public Conv1D(int filters, int kernelSize, int strides = 1, string padding = "valid", int dilationRate = 1, int groups = 1,
        string? activation = null,
                  bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
                  Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
                  Constraint? kernelConstraint = null,
                  Constraint? biasConstraint = null, string? name = null)
        : base(filters, (1, kernelSize), (1, strides), padding, (1, dilationRate), groups, activation, useBias,
               new("kernel", kernelInitializer ?? "glorot_uniform", kernelRegularizer, kernelConstraint),
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, name, causal: true)
    { }

    private protected override int[] Numbers(Size size) => [size.Width];

    internal static Layer From(Config c) => new Conv1D(
        filters: c.Int("filters"), kernelSize: c.One("kernel_size"), strides: c.One("strides"), padding: c.String("padding"),
        dilationRate: c.One("dilation_rate"), groups: c.IntOrNull("groups") ?? 1, activation: c.StringOrNull("activation"),
        useBias: c.Bool("use_bias"), kernelInitializer: c.Initializer("kernel"), biasInitializer: c.Initializer("bias"),
        kernelRegularizer: c.Regularizer("kernel"), biasRegularizer: c.Regularizer("bias"),
        activityRegularizer: c.Regularizer("activity"), kernelConstraint: c.Constraint("kernel"), biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (input.Shape.Rank != 2)
            throw BadInput(input.Shape, "(steps, channels)",
                           input.Shape.Rank == 1 ? $"Add new Reshape({input.Shape[0]}, 1) before it."
                               : "Add a Reshape to a sequence before it.");
        var (steps, channels) = (input.Shape[0], input.Shape[1]);
        if (Padding == "valid" && Span.Width > steps)
            throw BadInput(input.Shape, $"at least {Span.Width} steps for its window",
                "Use padding: \"same\" or \"causal\", or a smaller window.");
        var image = Node(new Graph.Ops.View([1, steps, channels]), input);
        var y = Convolve(image, input.Shape);
        return Node(new Graph.Ops.View([y.Shape[1], y.Shape[2]]), y);
    }
}
