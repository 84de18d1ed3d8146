using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>A convolution over a sequence in two steps: each channel by itself over the window, then all channels at each step; bias and
/// activation come after both. Input (steps, channels), output (steps', filters); depthwise kernel (kernel size, channels, multiplier),
/// pointwise kernel (1, channels · multiplier, filters). Lengths are those of <see cref="Conv1D"/>. (Chollet, 2017)</summary>
/// <example><code>new SeparableConv1D(32, 3, activation: "relu")</code></example>
public sealed class SeparableConv1D : ConvolutionLayer
{
    readonly WeightRule _depthwise, _pointwise;

    /// <summary><paramref name="depthMultiplier"/> kernels for each channel, then <paramref name="filters"/> mixtures.</summary>
    /// <param name="filters">Number of output channels.</param>
    /// <param name="kernelSize">Steps of the window.</param>
    /// <param name="strides">Steps from one window to the next.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="dilationRate">Distance of the window's taps.</param>
    /// <param name="depthMultiplier">Kernels for each channel in the first step.</param>
    /// <param name="activation">What follows; none by default.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="depthwiseInitializer">Draws the first kernel; glorot_uniform by default.</param>
    /// <param name="pointwiseInitializer">Draws the second kernel; glorot_uniform by default.</param>
    /// <param name="biasInitializer">Draws the bias; zeros by default.</param>
    /// <param name="depthwiseRegularizer">A penalty on the first kernel.</param>
    /// <param name="pointwiseRegularizer">A penalty on the second kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="activityRegularizer">A penalty on the output: its sum over the batch.</param>
    /// <param name="depthwiseConstraint">What the first kernel must be after each step.</param>
    /// <param name="pointwiseConstraint">What the second kernel must be after each step.</param>
    /// <param name="biasConstraint">What the bias must be after each step.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, or a name is not
    /// known.</exception>
    public SeparableConv1D(int filters, int kernelSize, int strides = 1, string padding = "valid", int dilationRate = 1,
        int depthMultiplier = 1,
                           string? activation = null, bool useBias = true, Initializer? depthwiseInitializer = null,
                               Initializer? pointwiseInitializer = null,
                           Initializer? biasInitializer = null, Regularizer? depthwiseRegularizer = null,
                               Regularizer? pointwiseRegularizer = null,
                           Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null, Constraint? depthwiseConstraint =
                               null,
                           Constraint? pointwiseConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base((1, kernelSize), (1, strides), padding, (1, dilationRate), activation, useBias,
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, name)
    {
        (Filters, DepthMultiplier) = (Positive(filters, "filters"), Positive(depthMultiplier, "kernels for each channel"));
        _depthwise = new("depthwise", depthwiseInitializer ?? "glorot_uniform", depthwiseRegularizer, depthwiseConstraint);
        _pointwise = new("pointwise", pointwiseInitializer ?? "glorot_uniform", pointwiseRegularizer, pointwiseConstraint);
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Kernels for each channel in the first step.</summary>
    public int DepthMultiplier { get; }

    private protected override int[] Numbers(Size size) => [size.Width];

    internal static Layer From(Config c) => new SeparableConv1D(
        filters: c.Int("filters"), kernelSize: c.One("kernel_size"), strides: c.One("strides"), padding: c.String("padding"),
        dilationRate: c.One("dilation_rate"), depthMultiplier: c.Int("depth_multiplier"), activation: c.StringOrNull("activation"),
        useBias: c.Bool("use_bias"), depthwiseInitializer: c.Initializer("depthwise"), pointwiseInitializer: c.Initializer("pointwise"),
        biasInitializer: c.Initializer("bias"), depthwiseRegularizer: c.Regularizer("depthwise"),
        pointwiseRegularizer: c.Regularizer("pointwise"), biasRegularizer: c.Regularizer("bias"),
        activityRegularizer: c.Regularizer("activity"), depthwiseConstraint: c.Constraint("depthwise"),
        pointwiseConstraint: c.Constraint("pointwise"), biasConstraint: c.Constraint("bias"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        _pointwise.Write(_depthwise.Write(base.GetConfig().Set("filters", Filters).Set("depth_multiplier", DepthMultiplier)));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var image = AsImage(input);
        var kernel = _depthwise.Make(this, "depthwise_kernel", [KernelSize.Width, input.Shape[1], DepthMultiplier]);
        var x = Depthwise(image, Windowed(kernel), DepthMultiplier);
        var mix = _pointwise.Make(this, "pointwise_kernel", [1, x.Shape[2], Filters]);
        return AsSequence(Activated(Node(new Graph.Ops.Convolution(Pair.One, Pair.One, default), [x, Windowed(mix), .. Bias(Filters)])));
    }
}
