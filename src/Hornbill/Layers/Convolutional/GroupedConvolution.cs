using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>A convolution with filters, which may be split into groups: each group of filters reads its own share of the
/// channels.</summary>
public abstract class GroupedConvolution : ConvolutionLayer
{
    readonly WeightRule _kernel;

    private protected GroupedConvolution(int filters, Size kernelSize, Size? strides, string padding, Size? dilationRate, int groups,
        string? activation,
                                         bool useBias, WeightRule kernel, WeightRule bias, Regularizers.Regularizer? activityRegularizer,
                                             string? name, bool causal = false)
        : base(kernelSize, strides, padding, dilationRate, activation, useBias, bias, activityRegularizer, name, causal)
    {
        (Filters, Groups, _kernel) = (Positive(filters, "filters"), Positive(groups, "groups"), kernel);
        if (filters % groups != 0)
            throw new ArgumentException(
                $"{Kind} got {filters} filters in {groups} groups but each group needs as many. Give a multiple of {groups} filters.");
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Shares that channels and filters are split into.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => _kernel.Write(base.GetConfig().Set("filters", Filters).Set("groups", Groups));

    private protected Node Convolve(Node image, Shape came)
    {
        var (channels, pads) = (image.Shape[2], Paddings.Around(this, Padding, image.Shape, Span, Strides));
        if (channels % Groups != 0)
            throw BadInput(came, $"a multiple of {Groups} channels for its {Groups} groups",
                "Choose other groups, or other filters for the layer before it.");
        var kernel = Viewed(_kernel.Make(this, "kernel", Shape.Create([.. Numbers(KernelSize), channels / Groups, Filters])),
            channels / Groups, Filters, null);
        if (Groups == 1) return Activated(Node(Op(), [image, kernel, .. Bias(Filters)]));
        if (Groups == channels) return Activated(Biased(Depthwise(image, kernel, Filters / Groups)));
        return Activated(Biased(Node(new Graph.Ops.Concatenation(2), [.. Enumerable.Range(0, Groups).Select(Group)])));

        Graph.Ops.Convolution Op() => new(Strides.Pair, DilationRate.Pair, pads);

        Node Group(int g) => Node(Op(), Node(new Graph.Ops.TakeChannels(g * channels / Groups, channels / Groups), image),
                                  Viewed(kernel, channels / Groups, Filters / Groups, g * Filters / Groups));
    }

    Node Viewed(Node kernel, int channels, int filters, int? first)
    {
        var shape = Shape.Create(KernelSize.Height, KernelSize.Width, channels, filters);
        return kernel.Shape == shape ? kernel : Node(new Graph.Ops.Weight(((Graph.Ops.Weight)kernel.Op).Variable, shape, first));
    }
}
