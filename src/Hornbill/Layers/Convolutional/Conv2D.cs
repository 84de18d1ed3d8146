using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Two-dimensional convolution: y = activation(kernel ∗ x + bias). Input (height, width, channels), output (height', width',
/// filters); kernel (kernel height, kernel width, channels / groups, filters). With padding "valid" a side becomes ⌊(n − d(k − 1) − 1) / s⌋
/// + 1, with "same" ⌈n / s⌉, where an odd zero goes right and below.</summary>
/// <example><code>new Conv2D(32, 3, padding: "same", activation: "relu")</code></example>
public sealed class Conv2D : GroupedConvolution
{
    /// <summary>A convolution of <paramref name="filters"/> kernels.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelSize">Height and width of the window; one number for both.</param>
    /// <param name="strides">Steps of the window, height and width; 1 by default.</param>
    /// <param name="padding">"valid": no padding; "same": zeros, so that the output has the input's size where the stride is 1.</param>
    /// <param name="dilationRate">Places from one tap of the window to the next, height and width; 1 by default.</param>
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
    public Conv2D(int filters, Size kernelSize, Size? strides = null, string padding = "valid", Size? dilationRate = null, int groups = 1,
                  string? activation = null, bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer =
                      null,
                  Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
                  Constraint? kernelConstraint = null,
                  Constraint? biasConstraint = null, string? name = null)
        : base(filters, kernelSize, strides, padding, dilationRate, groups, activation, useBias,
               new("kernel", kernelInitializer ?? "glorot_uniform", kernelRegularizer, kernelConstraint),
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, name)
    { }

    internal static Layer From(Config c) => new Conv2D(
        filters: c.Int("filters"), kernelSize: Size.From(c.Ints("kernel_size")), strides: Size.From(c.Ints("strides")),
        padding: c.String("padding"), dilationRate: Size.From(c.Ints("dilation_rate")), groups: c.IntOrNull("groups") ?? 1,
        activation: c.StringOrNull("activation"), useBias: c.Bool("use_bias"), kernelInitializer: c.Initializer("kernel"),
        biasInitializer: c.Initializer("bias"), kernelRegularizer: c.Regularizer("kernel"), biasRegularizer: c.Regularizer("bias"),
        activityRegularizer: c.Regularizer("activity"), kernelConstraint: c.Constraint("kernel"), biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Convolve(input, input.Shape);
    }
}
