using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>A convolution in two steps: each channel by itself over the window, then all channels at each place; bias and activation come after both. Input
/// (height, width, channels), output (height', width', filters); depthwise kernel (kernel height, kernel width, channels, multiplier), pointwise kernel (1, 1,
/// channels · multiplier, filters). Sides are those of Conv2D. (Chollet, 2017)</summary>
/// <example><code>new SeparableConv2D(32, 3, activation: "relu")</code></example>
public sealed class SeparableConv2D : ConvolutionLayer
{
    readonly WeightRule _depthwise, _pointwise;

    /// <summary><paramref name="depthMultiplier"/> kernels for each channel, then <paramref name="filters"/> mixtures.</summary>
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, or a name is not known.</exception>
    public SeparableConv2D(int filters, Size kernelSize, Size? strides = null, string padding = "valid", Size? dilationRate = null, int depthMultiplier = 1,
                           string? activation = null, bool useBias = true, Initializer? depthwiseInitializer = null,
                           Initializer? pointwiseInitializer = null, Initializer? biasInitializer = null,
                           Regularizer? depthwiseRegularizer = null, Regularizer? pointwiseRegularizer = null,
                           Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
                           Constraint? depthwiseConstraint = null,
                           Constraint? pointwiseConstraint = null, Constraint? biasConstraint = null)
        : base(kernelSize, strides, padding, dilationRate, activation, useBias,
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer)
    {
        (Filters, DepthMultiplier) = (Positive(filters, "filters"), Positive(depthMultiplier, "kernels for each channel"));
        _depthwise = new("depthwise", depthwiseInitializer ?? "glorot_uniform", depthwiseRegularizer, depthwiseConstraint);
        _pointwise = new("pointwise", pointwiseInitializer ?? "glorot_uniform", pointwiseRegularizer, pointwiseConstraint);
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Kernels for each channel.</summary>
    public int DepthMultiplier { get; }

    internal static Layer From(Config c) => new SeparableConv2D(c.Int("filters"), Size.From(c.Ints("kernel_size")), Size.From(c.Ints("strides")),
        c.String("padding"), Size.From(c.Ints("dilation_rate")), c.Int("depth_multiplier"), c.StringOrNull("activation"), c.Bool("use_bias"),
        c.Initializer("depthwise"), c.Initializer("pointwise"), c.Initializer("bias"), c.Regularizer("depthwise"),
        c.Regularizer("pointwise"), c.Regularizer("bias"), c.Regularizer("activity"),
        c.Constraint("depthwise"), c.Constraint("pointwise"), c.Constraint("bias"));

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
