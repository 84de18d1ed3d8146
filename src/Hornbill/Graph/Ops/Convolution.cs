using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Two-dimensional convolution with bias, then relu, a normalisation by fixed statistics and max-pooling if taken in. Inputs: x
/// (height, width, channels), w (kernel height, kernel width, channels, filters), b (filters,) if there is one; then the weights of a
/// normalisation.</summary>
sealed class Convolution(Pair strides, Pair dilation, Padding padding, Epilogue? after = null) : Op
{
    public Pair Strides => strides;

    public Pair Dilation => dilation;

    public Padding Padding => padding;

    public Epilogue After { get; } = after ?? Epilogue.None;

    public override string Kind => "convolution + bias" + After;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        Shape y = [Window.Out(x[0], Window.Span(w[0], dilation.Height), strides.Height, padding.Top, padding.Bottom),
                   Window.Out(x[1], Window.Span(w[1], dilation.Width), strides.Width, padding.Left, padding.Right), w[3]];
        return After.Pool is { } pool ? pool.Infer([y]) : y;
    }

    /// <summary>The same with more zeros around.</summary>
    public Convolution Padded(Padding by) =>
        new(strides, dilation, new(padding.Top + by.Top, padding.Left + by.Left, padding.Bottom + by.Bottom, padding.Right + by.Right),
            After);

    public override Fused? Absorb(Op next) => next switch
    {
        Relu when !After.Relu && After.Pool is null => With(After with { Relu = true }),
        BatchNormalization { Folds: true } n when After.Norm is null && After.Pool is null =>
            With(After with { Norm = n, NormFirst = !After.Relu }),
        MaxPooling p when After.Pool is null => With(After with { Pool = p }),
        _ => null,
    };

    Fused With(Epilogue more) => new(new Convolution(strides, dilation, padding, more));
}
