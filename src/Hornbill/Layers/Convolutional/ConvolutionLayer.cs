using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>What convolutions have in common: a window that slides, zeros around the image, a bias and an activation.</summary>
public abstract class ConvolutionLayer : Layer
{
    readonly string? _activation;
    readonly bool _useBias;
    readonly WeightRule _bias;

    private protected ConvolutionLayer(Size kernelSize, Size? strides, string padding, Size? dilationRate, string? activation, bool useBias,
        WeightRule bias,
                                       Regularizer? activityRegularizer, string? name, bool causal = false)
        : base(name)
    {
        KernelSize = kernelSize.Positive(Kind, "kernel size");
        Strides = (strides ?? 1).Positive(Kind, "strides");
        DilationRate = (dilationRate ?? 1).Positive(Kind, "dilation rate");
        if (Strides != 1 && DilationRate != 1)
            throw new ArgumentException(
                $"{Kind} got strides {Strides} and dilation rate {DilationRate} but only one of them may be above 1. Set one to 1.");
        Padding = Paddings.Check(padding, causal);
        ActivityRegularizer = activityRegularizer;
        (_activation, _useBias, _bias) = (Activations.Activation.Check(activation), useBias, bias);
    }

    /// <summary>Height and width of the window; of a sequence the height is 1.</summary>
    public Size KernelSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size Strides { get; }

    /// <summary>Distance of the window's taps.</summary>
    public Size DilationRate { get; }

    /// <summary>"valid" or "same"; of a sequence also "causal".</summary>
    public string Padding { get; }

    internal override Regularizer? ActivityRegularizer { get; }

    /// <summary>What the window reaches over.</summary>
    internal Size Span => new(Window.Span(KernelSize.Height, DilationRate.Height), Window.Span(KernelSize.Width, DilationRate.Width));

    /// <summary>A size as settings hold it.</summary>
    private protected virtual int[] Numbers(Size size) => size.ToArray();

    /// <inheritdoc/>
    public override Config GetConfig() => _bias.Write(new Config().Set("kernel_size", Numbers(KernelSize)).Set("strides", Numbers(Strides))
        .Set("padding", Padding).Set("dilation_rate", Numbers(DilationRate)).Set("activation", _activation).Set("use_bias", _useBias)
        .Set("activity_regularizer", ActivityRegularizer?.ToConfig()));

    private protected int Positive(int value, string what) =>
        value > 0 ? value : throw new ArgumentException($"{Kind} got {value} {what} but needs at least 1. Give a number above 0.");

    /// <summary>The bias as an operation's further inputs: none or one.</summary>
    private protected Node[] Bias(int channels) => _useBias ? [_bias.Make(this, "bias", [channels])] : [];

    /// <summary>A node with its bias added by a step of its own.</summary>
    private protected Node Biased(Node y) => Bias(y.Shape[^1]) is [var b] ? Node(new Graph.Ops.Bias(), y, b) : y;

    private protected Node Activated(Node y) => Activations.Activation.Apply(_activation, y, Label);

    /// <summary>A sequence as an image of one row.</summary>
    private protected Node AsImage(Node input)
    {
        NeedSequence(input.Shape);
        if (Padding == "valid" && this is not Conv1DTranspose && Span.Width > input.Shape[0])
            throw BadInput(input.Shape, $"at least {Span.Width} steps for its window", "Use padding: \"same\", or a smaller window.");
        return Node(new Graph.Ops.View(input.Shape.Prepend(1)), input);
    }

    /// <summary>An image of one row as a sequence.</summary>
    private protected Node AsSequence(Node image) => Node(new Graph.Ops.View(image.Shape.Tail()), image);

    /// <summary>A weight under the shape (height, width, …) that a convolution reads, where a sequence's lacks the height.</summary>
    private protected Node Windowed(Node weight) =>
        Node(new Graph.Ops.Weight(((Graph.Ops.Weight)weight.Op).Variable, weight.Shape.Prepend(1)));

    /// <summary>A transposed convolution; its weight is (height, width, filters, channels).</summary>
    private protected Node Transposed(Node image, Shape came, Node kernel, Size? outputPadding)
    {
        var (top, bottom) = Window.Transposed(Span.Height, Strides.Height, Padding == "same", outputPadding?.Height);
        var (left, right) = Window.Transposed(Span.Width, Strides.Width, Padding == "same", outputPadding?.Width);
        double height = Full(image.Shape[0], Strides.Height, Span.Height), width = Full(image.Shape[1], Strides.Width, Span.Width);
        if ((height + Math.Max(0, -bottom)) * (width + Math.Max(0, -right)) * kernel.Shape[2] > int.MaxValue)
            throw BadInput(came, $"one whose result has {int.MaxValue} values at most",
                "Use smaller strides, a smaller window or fewer filters.");
        if (height <= top + bottom || width <= left + right)
            throw BadInput(came, $"one of which output padding {outputPadding} leaves something", "Give a larger one, or none.");
        return Activated(Biased(Node(new Graph.Ops.TransposedConvolution(Strides.Pair, DilationRate.Pair, new(top, left, bottom, right)),
            image, kernel)));
    }

    static double Full(int size, int stride, int span) => ((size - 1.0) * stride) + span;

    /// <summary>A convolution with <paramref name="multiplier"/> kernels for each channel; the weight may have any shape of so many
    /// values.</summary>
    private protected Node Depthwise(Node image, Node kernel, int multiplier)
    {
        var pads = Paddings.Around(this, Padding, image.Shape, Span, Strides);
        var floats = (image.Shape[0] + (double)pads.Top + pads.Bottom) * (image.Shape[1] + (double)pads.Left
            + pads.Right) * image.Shape[2] * multiplier;
        if (floats > int.MaxValue)
            throw BadInput(image.Shape, $"one of {int.MaxValue} values at most after each channel is taken {multiplier} times",
                           "Use a smaller image or multiplier.");
        var x = multiplier == 1 ? image : Node(new Graph.Ops.RepeatChannels(multiplier), image);
        return Node(new Graph.Ops.DepthwiseConvolution(Strides.Pair, DilationRate.Pair, pads), x, kernel);
    }
}
