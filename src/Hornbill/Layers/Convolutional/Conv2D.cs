using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Two-dimensional convolution: y = activation(kernel ∗ x + bias). Input (height, width, channels), output (height', width', filters); kernel
/// (kernel height, kernel width, channels, filters). With padding "valid" a side becomes ⌊(n − d(k − 1) − 1) / s⌋ + 1, with "same" ⌈n / s⌉, where an
/// odd zero goes right and below.</summary>
/// <example><code>new Conv2D(32, 3, padding: "same", activation: "relu")</code></example>
public sealed class Conv2D : Layer
{
    readonly string? _activation;
    readonly bool _useBias;
    readonly Initializer _kernel, _bias;
    readonly WeightRules _rules;

    /// <summary>A convolution of <paramref name="filters"/> kernels.</summary>
    /// <exception cref="ArgumentException">A size is not positive, strides and dilation are both above 1, or a name is not known.</exception>
    public Conv2D(int filters, Size kernelSize, Size? strides = null, string padding = "valid", string? activation = null, Size? dilationRate = null,
                  bool useBias = true, InitializerChoice? kernelInitializer = null, InitializerChoice? biasInitializer = null,
                  RegularizerChoice? kernelRegularizer = null, RegularizerChoice? biasRegularizer = null, ConstraintChoice? kernelConstraint = null,
                  ConstraintChoice? biasConstraint = null)
    {
        Filters = filters > 0 ? filters : throw new ArgumentException($"Conv2D got {filters} filters but needs at least 1. Give the number of outputs.");
        KernelSize = kernelSize.Positive(nameof(Conv2D), "kernel size");
        Strides = (strides ?? 1).Positive(nameof(Conv2D), "strides");
        DilationRate = (dilationRate ?? 1).Positive(nameof(Conv2D), "dilation rate");
        if (Strides != 1 && DilationRate != 1)
            throw new ArgumentException($"Conv2D got strides {Strides} and dilation rate {DilationRate} but only one of them may be above 1. Set one to 1.");
        Padding = Paddings.Check(padding);
        _activation = Activations.Activation.Check(activation);
        _useBias = useBias;
        _kernel = (kernelInitializer ?? "glorot_uniform").Initializer;
        _bias = (biasInitializer ?? "zeros").Initializer;
        _rules = new(kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint);
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Height and width of the window.</summary>
    public Size KernelSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size Strides { get; }

    /// <summary>Distance of the window's taps.</summary>
    public Size DilationRate { get; }

    /// <summary>"valid" or "same".</summary>
    public string Padding { get; }

    internal static Layer From(Config c) => new Conv2D(c.Int("filters"), Size.From(c.Ints("kernel_size")), Size.From(c.Ints("strides")), c.String("padding"),
        c.StringOrNull("activation"), Size.From(c.Ints("dilation_rate")), c.Bool("use_bias"), c.String("kernel_initializer"), c.String("bias_initializer"),
        Regularizer.From(c.ConfigOrNull("kernel_regularizer")), Regularizer.From(c.ConfigOrNull("bias_regularizer")),
        Constraint.From(c.ConfigOrNull("kernel_constraint")), Constraint.From(c.ConfigOrNull("bias_constraint")));

    /// <inheritdoc/>
    public override Config GetConfig() => _rules.Write(new Config().Set("filters", Filters).Set("kernel_size", KernelSize.ToArray()).Set("strides", Strides.ToArray())
        .Set("padding", Padding).Set("activation", _activation).Set("dilation_rate", DilationRate.ToArray()).Set("use_bias", _useBias)
        .Set("kernel_initializer", _kernel.Name).Set("bias_initializer", _bias.Name));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var span = new Size(Window.Span(KernelSize.Height, DilationRate.Height), Window.Span(KernelSize.Width, DilationRate.Width));
        var pads = Paddings.Around(this, Padding, input.Shape, span, Strides);
        var kernel = Weight("kernel", [KernelSize.Height, KernelSize.Width, input.Shape[2], Filters], _kernel, _rules.KernelRegularizer, _rules.KernelConstraint);
        Node[] inputs = _useBias ? [input, kernel, Weight("bias", [Filters], _bias, _rules.BiasRegularizer, _rules.BiasConstraint)] : [input, kernel];
        return Activations.Activation.Apply(_activation, Node(new Graph.Ops.Convolution(Strides.Pair, DilationRate.Pair, pads), inputs), Label);
    }
}
