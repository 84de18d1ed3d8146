using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>A convolution in two steps: each channel by itself over the window, then all channels at each place; bias and activation come
/// after both. Input (height, width, channels), output (height', width', filters); depthwise kernel (kernel height, kernel width, channels,
/// multiplier), pointwise kernel (1, 1, channels · multiplier, filters). Sides are those of Conv2D. (Chollet, 2017)</summary>
/// <example><code>new SeparableConv2D(32, 3, activation: "relu")</code></example>
public sealed class SeparableConv2D : ConvolutionLayer
{
    readonly WeightRule _depthwise, _pointwise;

    /// <summary><paramref name="depthMultiplier"/> kernels for each channel, then <paramref name="filters"/> mixtures.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelSize">Height and width of the window; one number for both.</param>
    /// <param name="strides">Steps of the window, height and width; 1 by default.</param>
    /// <param name="padding">"valid": no padding; "same": zeros, so that the output has the input's size where the stride is 1.</param>
    /// <param name="depthMultiplier">Output channels for each input channel, at least 1.</param>
    /// <param name="dilationRate">Places from one tap of the window to the next, height and width; 1 by default.</param>
    /// <param name="activation">The name of a function of the result, such as "relu"; none by default.</param>
    /// <param name="useBias">Whether a number for each output channel is added.</param>
    /// <param name="depthwiseInitializer">Of the depthwise kernel; "glorot_uniform" by default.</param>
    /// <param name="pointwiseInitializer">Of the pointwise kernel; "glorot_uniform" by default.</param>
    /// <param name="biasInitializer">Of the bias; "zeros" by default.</param>
    /// <param name="depthwiseRegularizer">A penalty on the depthwise kernel.</param>
    /// <param name="pointwiseRegularizer">A penalty on the pointwise kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="activityRegularizer">A penalty on the output.</param>
    /// <param name="depthwiseConstraint">What the depthwise kernel must be after each step.</param>
    /// <param name="pointwiseConstraint">What the pointwise kernel must be after each step.</param>
    /// <param name="biasConstraint">What the bias must be after each step.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, or a name is not
    /// known.</exception>
    public SeparableConv2D(int filters, Size kernelSize, Size? strides = null, string padding = "valid", Size? dilationRate = null,
        int depthMultiplier = 1,
                           string? activation = null, bool useBias = true, Initializer? depthwiseInitializer = null,
                           Initializer? pointwiseInitializer = null, Initializer? biasInitializer = null,
                           Regularizer? depthwiseRegularizer = null, Regularizer? pointwiseRegularizer = null,
                           Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
                           Constraint? depthwiseConstraint = null,
                           Constraint? pointwiseConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(kernelSize, strides, padding, dilationRate, activation, useBias,
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, name)
    {
        (Filters, DepthMultiplier) = (Positive(filters, "filters"), Positive(depthMultiplier, "kernels for each channel"));
        _depthwise = new("depthwise", depthwiseInitializer ?? "glorot_uniform", depthwiseRegularizer, depthwiseConstraint);
        _pointwise = new("pointwise", pointwiseInitializer ?? "glorot_uniform", pointwiseRegularizer, pointwiseConstraint);
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Kernels for each channel.</summary>
    public int DepthMultiplier { get; }

    internal static Layer From(Config c) => new SeparableConv2D(
        filters: c.Int("filters"), kernelSize: Size.From(c.Ints("kernel_size")), strides: Size.From(c.Ints("strides")),
        padding: c.String("padding"), dilationRate: Size.From(c.Ints("dilation_rate")), depthMultiplier: c.Int("depth_multiplier"),
        activation: c.StringOrNull("activation"), useBias: c.Bool("use_bias"), depthwiseInitializer: c.Initializer("depthwise"),
        pointwiseInitializer: c.Initializer("pointwise"), biasInitializer: c.Initializer("bias"),
        depthwiseRegularizer: c.Regularizer("depthwise"), pointwiseRegularizer: c.Regularizer("pointwise"),
        biasRegularizer: c.Regularizer("bias"), activityRegularizer: c.Regularizer("activity"),
        depthwiseConstraint: c.Constraint("depthwise"), pointwiseConstraint: c.Constraint("pointwise"),
        biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        _pointwise.Write(_depthwise.Write(base.GetConfig().Set("filters", Filters).Set("depth_multiplier", DepthMultiplier)));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var kernel = _depthwise.Make(this, "depthwise_kernel", [KernelSize.Height, KernelSize.Width, input.Shape[2], DepthMultiplier]);
        var x = Depthwise(input, kernel, DepthMultiplier);
        var mix = _pointwise.Make(this, "pointwise_kernel", [1, 1, x.Shape[2], Filters]);
        return Activated(Node(new Graph.Ops.Convolution(Pair.One, Pair.One, default), [x, mix, .. Bias(Filters)]));
    }
}
