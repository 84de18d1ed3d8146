using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Two-dimensional convolution with bias, then relu and max-pooling if taken in. Inputs: x (height, width, channels), w (kernel height,
/// kernel width, channels, filters), b (filters,) if there is one. A normalisation by fixed statistics is taken into the weights, or behind relu into scale
/// and shift; its weights are the last inputs.</summary>
sealed class Convolution(Pair strides, Pair dilation, Padding padding, bool relu = false, MaxPooling? pool = null, BatchNormalization? norm = null, bool folded = false) : Op
{
    public Pair Strides => strides;

    public Pair Dilation => dilation;

    public Padding Padding => padding;

    // The share of a gradient that is alive from which walking lists of it is slower: relu alone leaves half.
    const double FullFrom = 0.4;

    public bool WithRelu => relu;

    public override string Kind => (folded ? "convolution + bias, normalisation in the weights" : "convolution + bias") + (relu ? " + relu" : "")
        + (norm is null || folded ? "" : " + scale and shift") + (pool is null ? "" : " + max-pooling");

    public override bool WritesRim => true;

    public override Layout Wants(int input, Shape shape) =>
        input == 0 ? new(padding.Top, padding.Left, padding.Bottom, padding.Right) : Layout.Nhwc;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        Shape y = [Window.Out(x[0], Window.Span(w[0], dilation.Height), strides.Height, padding.Top, padding.Bottom),
                   Window.Out(x[1], Window.Span(w[1], dilation.Width), strides.Width, padding.Left, padding.Right), w[3]];
        return pool is null ? y : pool.Infer([y]);
    }

    /// <summary>The same with more zeros around.</summary>
    public Convolution Padded(Padding by) =>
        new(strides, dilation, new(padding.Top + by.Top, padding.Left + by.Left, padding.Bottom + by.Bottom, padding.Right + by.Right), relu, pool, norm, folded);

    public override Fused? Absorb(Op next) => next switch
    {
        Relu when !relu && pool is null => new(new Convolution(strides, dilation, padding, relu: true, null, norm, folded)),
        BatchNormalization { Folds: true } n when norm is null && pool is null => new(new Convolution(strides, dilation, padding, relu, null, n, folded: !relu)),
        MaxPooling p when pool is null && !p.Overlaps && p.Pool.Height * p.Pool.Width <= Kernels.Convolution.LargestPool => new(new Convolution(strides, dilation, padding, relu, p, norm, folded)),
        _ => null,
    };

    public override void Forward(Lowering to, Node node)
    {
        var (size, w) = (Size(node), node.Inputs[1]);
        var differentiates = to.Differentiates(node.Inputs[0]) || to.Differentiates(w);
        var argmax = pool is not null && differentiates ? to.Save(node, "argmax", (node.Shape.Elements + 3) / 4) : null;
        var factors = norm?.Fixed(to, node);
        var (folds, bias) = (folded ? factors : null, Bias(node));
        if (folds is not null) bias = Folded(to, node, bias, folds);
        to.Add(new ConvolutionForward($"{node.Name}: {Kind}", node, this, size, to[node.Inputs[0]], to.Panels(w, size.OutChannels, size.Reduction, folds), bias,
                                      folded ? null : factors, to.Output(node), argmax, to.Width)
        {
            MultiplyAdds = MultiplyAdds(size),
            Unit = UnitFor(w),
            Parts = UnitFor(w) == Unit.Outputs ? new Panels(size.OutChannels, size.Reduction, to.Width).Count : size.CellRows,
            Workspace = Kernels.Convolution.Forward.Workspace(size),
        });
    }

    // The weights of a normalisation stand behind the bias.
    Value? Bias(Node node) => node.Inputs.Count - (norm?.Settings.Weights ?? 0) > 2 ? Lowering.Weight(node.Inputs[2]) : null;

    static Value Folded(Lowering to, Node node, Value? bias, Value factors)
    {
        var value = new Value($"{node.Name} folded bias", Place.Packed, node.Shape[^1]);
        to.Setup.Add(new FoldBias(node.Name, bias, factors, value, node.Shape[^1]));
        return value;
    }

    public override void Backward(Lowering to, Node node)
    {
        var (size, x, w) = (Size(node), node.Inputs[0], node.Inputs[1]);
        if (size.Pooled || (relu ? 0.5 : 1) * to.Alive(to.Gradient(node)) < FullFrom) Sparse(to, node, size, x, w);
        else Full(to, node, size, x, w);
    }

    // Pooling, or relu and dropout, leave most of dy zero.
    void Sparse(Lowering to, Node node, ConvolutionSize size, Node x, Node w)
    {
        var (dy, y, argmax) = (to.Gradient(node), Unmasked(to, node), to.Saved(node, "argmax"));
        if (to.Differentiates(w))
        {
            var sum = to.WeightGradient(node, w, node.Inputs.ElementAtOrDefault(2), size.Rows);
            to.Add(new ConvolutionBackward<Kernels.Convolution.WeightGradient>($"d {node.Name}: by weights", node, size, dy, y, argmax, to[x], sum, null, to.Width)
            {
                MultiplyAdds = MultiplyAdds(size),
                Parts = size.OutChannels,
                Workspace = Kernels.Convolution.WeightGradient.Workspace(size),
                Unit = sum.Sharded ? Unit.Tiles : Unit.Outputs,
            });
        }
        if (!to.Differentiates(x)) return;
        var (dx, fresh) = to.GradientInto(x);
        to.Add(new ConvolutionBackward<Kernels.Convolution.InputGradient>($"d {node.Name}: by input", node, size, dy, y, argmax, dx, to.Rows(w, size.Rows), fresh, to.Width)
        {
            MultiplyAdds = MultiplyAdds(size),
            Parts = size.RimRows,
            Workspace = Kernels.Convolution.InputGradient.Workspace(size),
        });
    }

    void Full(Lowering to, Node node, ConvolutionSize size, Node x, Node w)
    {
        var (dy, y) = (to.Gradient(node), Unmasked(to, node));
        if (y is not null && to.Differentiates(x)) (dy, y) = (Masked(to, node, dy, y), null);
        if (to.Differentiates(w)) FullByWeights(to, node, node, size, dy, y, to[x], node.Inputs.ElementAtOrDefault(2));
        if (!to.Differentiates(x)) return;
        var (dx, fresh) = to.GradientInto(x);
        var panels = to.TurnedPanels(w, size);
        to.Add(new ConvolutionBackward<Kernels.Convolution.FullInputGradient>($"d {node.Name}: by input", node, size, dy, null, null, dx, panels, fresh, to.Width)
        {
            MultiplyAdds = MultiplyAdds(size),
            Unit = UnitFor(w),
            Parts = UnitFor(w) == Unit.Outputs ? new Panels(size.InChannels, 0, to.Width).Count : size.RimRows,
            Workspace = Kernels.Convolution.FullInputGradient.Workspace(size),
        });
    }

    /// <summary>The gradient by the weights of <paramref name="node"/> from all of dy; <paramref name="mirror"/> is the convolution that the sizes are of.</summary>
    public static void FullByWeights(Lowering to, Node node, Node mirror, ConvolutionSize size, Value dy, Value? y, Value x, Node? bias)
    {
        var sum = to.WeightGradient(node, node.Inputs[1], bias, size.OutChannels, size.Reduction);
        to.Add(new ConvolutionBackward<Kernels.Convolution.FullWeightGradient>($"d {node.Name}: by weights", mirror, size, dy, y, null, x, sum, null, to.Width)
        {
            MultiplyAdds = MultiplyAdds(size),
            Parts = new Panels(size.OutChannels, 0, to.Width).Count,
            Workspace = Kernels.Convolution.FullWeightGradient.Workspace(size),
            Unit = sum.Sharded ? Unit.Tiles : Unit.Outputs,
        });
    }

    // The result whose sign says where relu lets the gradient pass; null where that is done.
    Value? Unmasked(Lowering to, Node node) => relu && !to.IsMasked(node) ? to[node] : null;

    // What relu lets through, once for both gradients.
    static Value Masked(Lowering to, Node node, Value dy, Value y)
    {
        var masked = new Value($"d {node.Name} before relu", Place.Tile, dy.Floats) { Shape = node.Shape, Layout = dy.Layout };
        to.Add(new EachRow<Rows.ReluGradient>($"d {node.Name}: relu", node.Shape, [dy, y], masked, false, to.Width));
        return masked;
    }

    public static Unit UnitFor(Node weights) => weights.Shape.Elements > Kernels.Convolution.TiledFloats ? Unit.Outputs : Unit.Tiles;

    public ConvolutionSize Size(Node node)
    {
        var (x, w, y) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Shape);
        return new()
        {
            InHeight = x[0],
            InWidth = x[1],
            InChannels = x[2],
            OutChannels = w[3],
            OutHeight = Window.Out(x[0], Window.Span(w[0], dilation.Height), strides.Height, padding.Top, padding.Bottom),
            OutWidth = Window.Out(x[1], Window.Span(w[1], dilation.Width), strides.Width, padding.Left, padding.Right),
            KernelHeight = w[0],
            KernelWidth = w[1],
            StrideHeight = strides.Height,
            StrideWidth = strides.Width,
            DilationHeight = dilation.Height,
            DilationWidth = dilation.Width,
            PadTop = padding.Top,
            PadLeft = padding.Left,
            PadBottom = padding.Bottom,
            PadRight = padding.Right,
            PoolHeight = pool?.Pool.Height ?? 1,
            PoolWidth = pool?.Pool.Width ?? 1,
            PoolTop = pool?.Padding.Top ?? 0,
            PoolLeft = pool?.Padding.Left ?? 0,
            CellRows = y[0],
            CellColumns = y[1],
        };
    }

    public static long MultiplyAdds(in ConvolutionSize z) => (long)z.OutHeight * z.OutWidth * z.OutChannels * z.Reduction;
}

sealed unsafe class ConvolutionForward(string name, Node node, Convolution op, ConvolutionSize size, Value x, Value panels, Value? bias, Value? factors, Value y, Value? argmax, int width,
                                       Value? moments = null)
    : Step(moments is null ? name : $"{name} + statistics", [.. new[] { x, panels, bias, factors }.OfType<Value>()],
           [.. new[] { y, argmax, moments }.OfType<Value>()]), IMoments
{
    /// <inheritdoc/>
    public Step? With(Node made, Value ofSamples) => made != node || moments is not null || size.Pooled || Unit == Unit.Outputs ? null
        : new ConvolutionForward(name, node, op, size, x, panels, bias, factors, y, argmax, width, ofSamples) { MultiplyAdds = MultiplyAdds, Workspace = Workspace, Unit = Unit };

    public override void Run(Frame f)
    {
        Convolve(f);
        if (moments is not null) Moments(f, moments);
    }

    // While the samples are still near.
    void Moments(Frame f, Value to)
    {
        var a = new Kernels.BatchNormalization.Arguments
        {
            Samples = f.Count,
            Rows = node.Shape[0],
            Columns = node.Shape[1],
            Channels = node.Shape[2],
            X = Rim.Inside(f, y, node.Shape),
            Sums = f.At(to),
            SumsSample = to.Stride,
        };
        SimdWidth.Run<Kernels.BatchNormalization.Moments, Kernels.BatchNormalization.Arguments>(width, &a);
    }

    void Convolve(Frame f)
    {
        if (f.From == 0) Rim.Clear(f, y, node.Shape);
        var outputs = Unit == Unit.Outputs;
        var a = new Kernels.Convolution.ForwardArguments
        {
            Size = size,
            Samples = f.Count,
            From = outputs ? 0 : f.From,
            To = outputs || moments is not null ? size.CellRows : f.To,
            FromPanel = outputs ? f.From : 0,
            ToPanel = outputs ? f.To : new Panels(size.OutChannels, 0, width).Count,
            X = f.At(x),
            XSample = x.Stride,
            Panels = f.At(panels),
            Bias = bias is null ? null : f.At(bias),
            Y = f.At(y) + y.Layout.Origin(node.Shape),
            YSample = y.Stride,
            YRow = y.Layout.Row(node.Shape),
            Argmax = argmax is null ? null : (byte*)f.At(argmax),
            ArgmaxSample = (argmax?.Stride ?? 0) * sizeof(float),
            Relu = op.WithRelu,
            Scale = factors is null ? null : f.At(factors),
            Shift = factors is null ? null : f.At(factors) + node.Shape[^1],
            Workspace = f.Workspace,
        };
        SimdWidth.Run<Kernels.Convolution.Forward, Kernels.Convolution.ForwardArguments>(width, &a);
    }
}

/// <summary>The gradient by the weights, where <paramref name="weights"/> is a sum, or by the input <paramref name="x"/>.</summary>
sealed unsafe class ConvolutionBackward<K>(string name, Node node, ConvolutionSize size, Value dy, Value? y, Value? argmax, Value x, Value weights, bool? fresh,
                                           int width)
    : Step(name, Reading(dy, y, argmax, fresh is null ? x : weights), [fresh is null ? weights : x])
    where K : IKernel<Kernels.Convolution.BackwardArguments>
{
    static Value[] Reading(Value dy, Value? y, Value? argmax, Value other) => [.. new[] { dy, y, argmax, other }.OfType<Value>()];

    public override void Run(Frame f)
    {
        var panels = fresh is not null && Unit == Unit.Outputs;
        var a = new Kernels.Convolution.BackwardArguments
        {
            Size = size,
            Samples = f.Count,
            From = panels ? 0 : f.From,
            To = panels ? size.RimRows : f.To,
            FromPanel = panels ? f.From : 0,
            ToPanel = panels ? f.To : new Panels(size.InChannels, 0, width).Count,
            Gradient = f.At(dy) + dy.Layout.Origin(node.Shape),
            GradientSample = dy.Stride,
            GradientRow = dy.Layout.Row(node.Shape),
            Y = y is null ? null : f.At(y) + y.Layout.Origin(node.Shape),
            YSample = y?.Stride ?? 0,
            YRow = y?.Layout.Row(node.Shape) ?? 0,
            Argmax = argmax is null ? null : (byte*)f.At(argmax),
            ArgmaxSample = (argmax?.Stride ?? 0) * sizeof(float),
            X = f.At(x),
            XSample = x.Stride,
            Weights = f.At(weights),
            Workspace = f.Workspace,
            Fresh = fresh ?? f.FreshShard,
        };
        SimdWidth.Run<K, Kernels.Convolution.BackwardArguments>(width, &a);
    }
}
