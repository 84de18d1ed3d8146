using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Convolution that keeps channels apart: each has kernels of its own, and channels are not mixed. Input (height, width,
/// channels), output (height', width', channels · multiplier), where the results of a channel lie side by side; kernel (kernel height,
/// kernel width, channels, multiplier). Sides are those of Conv2D.</summary>
/// <example><code>new DepthwiseConv2D(3, padding: "same", activation: "relu")</code></example>
public sealed class DepthwiseConv2D : ConvolutionLayer
{
    readonly WeightRule _kernel;

    /// <summary><paramref name="depthMultiplier"/> kernels for each channel.</summary>
    /// <param name="kernelSize">Height and width of the window; one number for both.</param>
    /// <param name="strides">Steps of the window, height and width; 1 by default.</param>
    /// <param name="padding">"valid": no padding; "same": zeros, so that the output has the input's size where the stride is 1.</param>
    /// <param name="depthMultiplier">Output channels for each input channel, at least 1.</param>
    /// <param name="dilationRate">Places from one tap of the window to the next, height and width; 1 by default.</param>
    /// <param name="activation">The name of a function of the result, such as "relu"; none by default.</param>
    /// <param name="useBias">Whether a number for each output channel is added.</param>
    /// <param name="depthwiseInitializer">Of the depthwise kernel; "glorot_uniform" by default.</param>
    /// <param name="biasInitializer">Of the bias; "zeros" by default.</param>
    /// <param name="depthwiseRegularizer">A penalty on the depthwise kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="activityRegularizer">A penalty on the output.</param>
    /// <param name="depthwiseConstraint">What the depthwise kernel must be after each step.</param>
    /// <param name="biasConstraint">What the bias must be after each step.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, or a name is not
    /// known.</exception>
    public DepthwiseConv2D(Size kernelSize, Size? strides = null, string padding = "valid", int depthMultiplier = 1,
        Size? dilationRate = null,
                           string? activation = null, bool useBias = true, Initializer? depthwiseInitializer = null,
                           Initializer? biasInitializer = null, Regularizer? depthwiseRegularizer = null,
                           Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
                           Constraint? depthwiseConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(kernelSize, strides, padding, dilationRate, activation, useBias,
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, name)
    {
        DepthMultiplier = Positive(depthMultiplier, "kernels for each channel");
        _kernel = new("depthwise", depthwiseInitializer ?? "glorot_uniform", depthwiseRegularizer, depthwiseConstraint);
    }

    /// <summary>Kernels for each channel.</summary>
    public int DepthMultiplier { get; }

    internal static Layer From(Config c) => new DepthwiseConv2D(
        kernelSize: Size.From(c.Ints("kernel_size")), strides: Size.From(c.Ints("strides")), padding: c.String("padding"),
        depthMultiplier: c.Int("depth_multiplier"), dilationRate: Size.From(c.Ints("dilation_rate")),
        activation: c.StringOrNull("activation"), useBias: c.Bool("use_bias"), depthwiseInitializer: c.Initializer("depthwise"),
        biasInitializer: c.Initializer("bias"), depthwiseRegularizer: c.Regularizer("depthwise"), biasRegularizer: c.Regularizer("bias"),
        activityRegularizer: c.Regularizer("activity"), depthwiseConstraint: c.Constraint("depthwise"),
        biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    public override Config GetConfig() => _kernel.Write(base.GetConfig().Set("depth_multiplier", DepthMultiplier));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var kernel = _kernel.Make(this, "kernel", [KernelSize.Height, KernelSize.Width, input.Shape[2], DepthMultiplier]);
        return Activated(Biased(Depthwise(input, kernel, DepthMultiplier)));
    }
}
