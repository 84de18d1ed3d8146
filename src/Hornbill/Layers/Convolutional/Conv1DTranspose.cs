using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Convolution over a sequence the other way round: each step of the input adds a kernel to the output, strides apart, then y =
/// activation(… + bias). Input (steps, channels), output (steps', filters); kernel (kernel size, filters, channels). Lengths are those of a
/// side of <see cref="Conv2DTranspose"/>.</summary>
/// <example><code>new Conv1DTranspose(32, 3, strides: 2, padding: "same", activation: "relu")</code></example>
public sealed class Conv1DTranspose : ConvolutionLayer
{
    readonly WeightRule _kernel;

    /// <summary>A transposed convolution of <paramref name="filters"/> kernels.</summary>
    /// <param name="filters">Number of output channels.</param>
    /// <param name="kernelSize">Steps of the window.</param>
    /// <param name="strides">How far kernels are apart in the output.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="outputPadding">Steps that the output has more, below the strides; worked out by default.</param>
    /// <param name="dilationRate">Distance of the window's taps.</param>
    /// <param name="activation">What follows; none by default.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">Draws the kernel; glorot_uniform by default.</param>
    /// <param name="biasInitializer">Draws the bias; zeros by default.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="activityRegularizer">A penalty on the output: its sum over the batch.</param>
    /// <param name="kernelConstraint">What the kernel must be after each step.</param>
    /// <param name="biasConstraint">What the bias must be after each step.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, the output padding is not below
    /// the strides, or a name is not known.</exception>
    public Conv1DTranspose(int filters, int kernelSize, int strides = 1, string padding = "valid", int? outputPadding = null,
        int dilationRate = 1,
                           string? activation = null, bool useBias = true, Initializer? kernelInitializer = null,
                               Initializer? biasInitializer = null,
                           Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Regularizer? activityRegularizer =
                               null,
                           Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base((1, kernelSize), (1, strides), padding, (1, dilationRate), activation, useBias,
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, name)
    {
        (Filters, OutputPadding) = (Positive(filters, "filters"), outputPadding);
        _kernel = new("kernel", kernelInitializer ?? "glorot_uniform", kernelRegularizer, kernelConstraint);
        if (outputPadding is { } p && (p < 0 || p >= strides))
            throw new ArgumentException(
                $"Conv1DTranspose got output padding {p} with strides {strides} but it must be at least 0 and below them. Give a smaller " +
                $"one, or none.");
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Steps that the output has more; worked out where it is not given.</summary>
    public int? OutputPadding { get; }

    private protected override int[] Numbers(Size size) => [size.Width];

    internal static Layer From(Config c) => new Conv1DTranspose(
        filters: c.Int("filters"), kernelSize: c.One("kernel_size"), strides: c.One("strides"), padding: c.String("padding"),
        outputPadding: c.IntsOrNull("output_padding") is null ? null : c.One("output_padding"), dilationRate: c.One("dilation_rate"),
        activation: c.StringOrNull("activation"), useBias: c.Bool("use_bias"), kernelInitializer: c.Initializer("kernel"),
        biasInitializer: c.Initializer("bias"), kernelRegularizer: c.Regularizer("kernel"), biasRegularizer: c.Regularizer("bias"),
        activityRegularizer: c.Regularizer("activity"), kernelConstraint: c.Constraint("kernel"), biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        _kernel.Write(base.GetConfig().Set("filters", Filters).Set("output_padding", OutputPadding is { } p ? new[] { p } : null));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var image = AsImage(input);
        var kernel = _kernel.Make(this, "kernel", [KernelSize.Width, Filters, input.Shape[1]]);
        return AsSequence(Transposed(image, input.Shape, Windowed(kernel), OutputPadding is { } p ? new Size(0, p) : null));
    }
}
