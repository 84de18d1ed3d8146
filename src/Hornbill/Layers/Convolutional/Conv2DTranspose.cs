using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Convolution the other way round: each place of the input adds a kernel to the output, strides apart, then y = activation(… +
/// bias). Input (height, width, channels), output (height', width', filters); kernel (kernel height, kernel width, filters, channels). With
/// k the reach d(k − 1) + 1 of the window, a side becomes (n − 1)s + max(k, s) with padding "valid" and n·s with "same"; with an output
/// padding p it becomes (n − 1)s + k + p and (n − 1)s + k mod 2 + p.</summary>
/// <example><code>new Conv2DTranspose(32, 3, strides: 2, padding: "same", activation: "relu")</code></example>
public sealed class Conv2DTranspose : ConvolutionLayer
{
    readonly WeightRule _kernel;

    /// <summary>A transposed convolution of <paramref name="filters"/> kernels.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelSize">Height and width of the window; one number for both.</param>
    /// <param name="strides">Steps of the window, height and width; 1 by default.</param>
    /// <param name="padding">"valid": no padding; "same": zeros, so that the output has the input's size where the stride is 1.</param>
    /// <param name="outputPadding">Rows and columns added at one end of the output, below the stride; as few as possible by
    /// default.</param>
    /// <param name="dilationRate">Places from one tap of the window to the next, height and width; 1 by default.</param>
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
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, the output padding is not below
    /// the strides, or a name is not known.</exception>
    public Conv2DTranspose(int filters, Size kernelSize, Size? strides = null, string padding = "valid", Size? outputPadding = null,
        Size? dilationRate = null,
                           string? activation = null, bool useBias = true, Initializer? kernelInitializer = null,
                           Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null,
                           Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
                           Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(kernelSize, strides, padding, dilationRate, activation, useBias,
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, name)
    {
        (Filters, OutputPadding) = (Positive(filters, "filters"), outputPadding);
        _kernel = new("kernel", kernelInitializer ?? "glorot_uniform", kernelRegularizer, kernelConstraint);
        if (outputPadding is { } p && (p.Height < 0 || p.Width < 0 || p.Height >= Strides.Height || p.Width >= Strides.Width))
            throw new ArgumentException(
                $"Conv2DTranspose got output padding {p} with strides {Strides} but it must be at least 0 and below them. Give a smaller " +
                $"one, or none.");
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Rows and columns that the output has more; worked out where it is not given.</summary>
    public Size? OutputPadding { get; }

    internal static Layer From(Config c) => new Conv2DTranspose(
        filters: c.Int("filters"), kernelSize: Size.From(c.Ints("kernel_size")), strides: Size.From(c.Ints("strides")),
        padding: c.String("padding"), outputPadding: c.IntsOrNull("output_padding") is { } p ? Size.From(p) : null,
        dilationRate: Size.From(c.Ints("dilation_rate")), activation: c.StringOrNull("activation"), useBias: c.Bool("use_bias"),
        kernelInitializer: c.Initializer("kernel"), biasInitializer: c.Initializer("bias"), kernelRegularizer: c.Regularizer("kernel"),
        biasRegularizer: c.Regularizer("bias"), activityRegularizer: c.Regularizer("activity"), kernelConstraint: c.Constraint("kernel"),
        biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        _kernel.Write(base.GetConfig().Set("filters", Filters).Set("output_padding", OutputPadding?.ToArray()));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var kernel = _kernel.Make(this, "kernel", [KernelSize.Height, KernelSize.Width, Filters, input.Shape[2]]);
        return Transposed(input, input.Shape, kernel, OutputPadding);
    }
}
