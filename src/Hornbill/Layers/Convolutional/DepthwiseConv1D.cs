using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Convolution over a sequence that keeps channels apart: each has kernels of its own. Input (steps, channels), output (steps',
/// channels · multiplier), where the results of a channel lie side by side; kernel (kernel size, channels, multiplier). Lengths are those
/// of <see cref="Conv1D"/>.</summary>
/// <example><code>new DepthwiseConv1D(3, padding: "same", activation: "relu")</code></example>
public sealed class DepthwiseConv1D : ConvolutionLayer
{
    readonly WeightRule _kernel;

    /// <summary><paramref name="depthMultiplier"/> kernels for each channel.</summary>
    /// <param name="kernelSize">Steps of the window.</param>
    /// <param name="strides">Steps from one window to the next.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="depthMultiplier">Kernels for each channel.</param>
    /// <param name="dilationRate">Distance of the window's taps.</param>
    /// <param name="activation">What follows; none by default.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="depthwiseInitializer">Draws the kernel; glorot_uniform by default.</param>
    /// <param name="biasInitializer">Draws the bias; zeros by default.</param>
    /// <param name="depthwiseRegularizer">A penalty on the kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="activityRegularizer">A penalty on the output: its sum over the batch.</param>
    /// <param name="depthwiseConstraint">What the kernel must be after each step.</param>
    /// <param name="biasConstraint">What the bias must be after each step.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, or a name is not
    /// known.</exception>
    public DepthwiseConv1D(int kernelSize, int strides = 1, string padding = "valid", int depthMultiplier = 1, int dilationRate = 1,
        string? activation = null,
                           bool useBias = true, Initializer? depthwiseInitializer = null, Initializer? biasInitializer = null,
                           Regularizer? depthwiseRegularizer = null, Regularizer? biasRegularizer = null, Regularizer? activityRegularizer =
                               null,
                           Constraint? depthwiseConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base((1, kernelSize), (1, strides), padding, (1, dilationRate), activation, useBias,
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, name)
    {
        DepthMultiplier = Positive(depthMultiplier, "kernels for each channel");
        _kernel = new("depthwise", depthwiseInitializer ?? "glorot_uniform", depthwiseRegularizer, depthwiseConstraint);
    }

    /// <summary>Kernels for each channel.</summary>
    public int DepthMultiplier { get; }

    private protected override int[] Numbers(Size size) => [size.Width];

    internal static Layer From(Config c) => new DepthwiseConv1D(
        kernelSize: c.One("kernel_size"), strides: c.One("strides"), padding: c.String("padding"),
        depthMultiplier: c.Int("depth_multiplier"), dilationRate: c.One("dilation_rate"), activation: c.StringOrNull("activation"),
        useBias: c.Bool("use_bias"), depthwiseInitializer: c.Initializer("depthwise"), biasInitializer: c.Initializer("bias"),
        depthwiseRegularizer: c.Regularizer("depthwise"), biasRegularizer: c.Regularizer("bias"),
        activityRegularizer: c.Regularizer("activity"), depthwiseConstraint: c.Constraint("depthwise"),
        biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    public override Config GetConfig() => _kernel.Write(base.GetConfig().Set("depth_multiplier", DepthMultiplier));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var image = AsImage(input);
        var kernel = _kernel.Make(this, "kernel", [KernelSize.Width, input.Shape[1], DepthMultiplier]);
        return AsSequence(Activated(Biased(Depthwise(image, Windowed(kernel), DepthMultiplier))));
    }
}
