using Hornbill.Graph;
using Ops = Hornbill.Graph.Ops;
using R = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>x ∗ w + b.</summary>
sealed class ConvolutionTwin : TwinOp<Ops.Convolution>
{
    public override double[] Forward(TwinCall c) => R.Convolution.Forward(Shape(c), c.In[0], c.In[1], c.In.ElementAtOrDefault(2));

    public override double[] Terms(TwinCall c) => Forward(c with { In = [.. c.In.Select(v => v.Of(Math.Abs))] });

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) => input switch
    {
        0 => R.Convolution.InputGradient(Shape(c), dy, c.In[1].Of(of)),
        1 => R.Convolution.WeightGradient(Shape(c), c.In[0].Of(of), dy),
        _ => R.Convolution.BiasGradient(Shape(c), dy),
    };

    static R.ConvolutionShape Shape(TwinCall c) => Windows.Shape(c, Op(c).Strides, Op(c).Dilation, Op(c).Padding);
}

/// <summary>A kernel for each channel.</summary>
sealed class DepthwiseTwin : TwinOp<Ops.DepthwiseConvolution>
{
    public override double[] Forward(TwinCall c) => R.DepthwiseConvolution.Forward(Shape(c), c.In[0], c.In[1]);

    public override double[] Terms(TwinCall c) => R.DepthwiseConvolution.Forward(Shape(c), c.In[0].Of(Math.Abs), c.In[1].Of(Math.Abs));

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) => input == 0
        ? R.DepthwiseConvolution.InputGradient(Shape(c), dy, c.In[1].Of(of))
        : R.DepthwiseConvolution.WeightGradient(Shape(c), c.In[0].Of(of), dy);

    static R.ConvolutionShape Shape(TwinCall c) =>
        Windows.Shape(c, Op(c).Strides, Op(c).Dilation, Op(c).Padding) with { OutChannels = c.Y[2] };
}

/// <summary>A convolution the other way round: backward it is the convolution of dy that has x's places.</summary>
sealed class TransposedTwin : TwinOp<Ops.TransposedConvolution>
{
    public override double[] Forward(TwinCall c) => Spread(c, c.In[0], c.In[1]);

    public override double[] Terms(TwinCall c) => Spread(c, c.In[0].Of(Math.Abs), c.In[1].Of(Math.Abs));

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) => input == 0
        ? R.Convolution.Forward(Mirror(c), dy, c.In[1].Of(of))
        : R.Convolution.WeightGradient(Mirror(c), dy, c.In[0].Of(of));

    static double[] Spread(TwinCall c, double[] x, double[] kernel)
    {
        var (op, w, s, d) = (Op(c), c.Node.Inputs[1].Shape, Op(c).Strides, Op(c).Dilation);
        return R.TransposedConvolution.Forward(x, c.Samples, c.X[0], c.X[1], c.X[2], kernel, w[0], w[1], w[2], (s.Height, s.Width),
            (d.Height, d.Width),
                                               op.Crop.Top, op.Crop.Left, c.Y[0], c.Y[1]);
    }

    static R.ConvolutionShape Mirror(TwinCall c)
    {
        var (op, w, y) = (Op(c), c.Node.Inputs[1].Shape, c.Y);
        return new(c.Samples, new(y[0], y[1]), y[2], w[3], new(w[0], w[1]), op.Strides, op.Dilation, op.Crop);
    }
}

/// <summary>x · w + b.</summary>
sealed class DenseTwin : TwinOp<Ops.Dense>
{
    public override double[] Forward(TwinCall c) => Product(c, c.In);

    public override double[] Terms(TwinCall c) => Product(c, [.. c.In.Select(v => v.Of(Math.Abs))]);

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var w = c.Node.Inputs[1].Shape;
        return input switch
        {
            0 => R.Dense.InputGradient(c.Samples, w[0], w[1], dy, c.In[1].Of(of)),
            1 => R.Dense.WeightGradient(c.Samples, w[0], w[1], c.In[0].Of(of), dy),
            _ => R.Dense.BiasGradient(c.Samples, w[1], dy),
        };
    }

    static double[] Product(TwinCall c, double[][] v) =>
        R.Dense.Forward(c.Samples, c.Node.Inputs[1].Shape[0], c.Node.Inputs[1].Shape[1], v[0], v[1], v.ElementAtOrDefault(2));
}

/// <summary>A bias for each channel.</summary>
sealed class BiasTwin : TwinOp<Ops.Bias>
{
    public override double[] Forward(TwinCall c) => [.. c.In[0].Select((v, i) => v + c.In[1][i % c.X[^1]])];

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        input == 0 ? dy : R.Dense.BiasGradient(dy.Length / c.X[^1], c.X[^1], dy);
}

/// <summary>The greatest of each window.</summary>
sealed class MaxPoolingTwin : TwinOp<Ops.MaxPooling>
{
    public override double[] Forward(TwinCall c) => R.MaxPooling.Forward(Windows.Shape(c, Op(c)), c.In[0]).Y;

    // Between the greatest and the next.
    public override IEnumerable<double> Distances(TwinCall c)
    {
        var (shape, x) = (Windows.Shape(c, Op(c)), c.In[0]);
        for (var at = 0; at < shape.OutElements; at++)
        {
            double[] cells = [.. Enumerable.Range(0, shape.Pool.Height * shape.Pool.Width).Select(k => shape.Cell(at, k)).Where(k =>
                k >= 0).Select(k => x[k]).OrderDescending()];
            if (cells.Length > 1) yield return cells[0] - cells[1];
        }
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var shape = Windows.Shape(c, Op(c));
        return R.MaxPooling.InputGradient(shape, dy, R.MaxPooling.Forward(shape, c.In[0]).Index);
    }
}

/// <summary>The mean of each window.</summary>
sealed class AveragePoolingTwin : TwinOp<Ops.AveragePooling>
{
    public override double[] Forward(TwinCall c) => R.AveragePooling.Forward(Windows.Shape(c, Op(c)), c.In[0]);

    public override double[] Terms(TwinCall c) => R.AveragePooling.Forward(Windows.Shape(c, Op(c)), c.In[0].Of(Math.Abs));

    // Shares are at most 1, so those of variances are at most the same.
    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        R.AveragePooling.InputGradient(Windows.Shape(c, Op(c)), dy);
}

/// <summary>x where it is positive, else α x.</summary>
sealed class PReluTwin : TwinOp<Ops.PRelu>
{
    public override double[] Forward(TwinCall c)
    {
        var alphas = Alphas(c);
        return R.PRelu.Forward(c.In[0], c.In[1], i => alphas[i % alphas.Length]);
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var (x, alpha, alphas) = (c.In[0], c.In[1], Alphas(c));
        if (input == 0) return [.. dy.Select((d, i) => of(x[i] > 0 ? 1 : alpha[alphas[i % alphas.Length]]) * d)];
        var sums = new double[alpha.Length];
        for (var i = 0; i < x.Length; i++) sums[alphas[i % alphas.Length]] += of(x[i] > 0 ? 0 : x[i]) * dy[i];
        return sums;
    }

    public override IEnumerable<double> Distances(TwinCall c) => c.In[0].Select(Math.Abs);

    // Of each element of a sample.
    static int[] Alphas(TwinCall c)
    {
        var alpha = c.Node.Inputs[1].Shape;
        return [.. Enumerable.Range(0, c.X.Elements).Select(i =>
            Indices.At(alpha, [.. Indices.Of(c.X, i).Select((at, d) => alpha[d] == 1 ? 0 : at)]))];
    }
}

/// <summary>Sizes as the References are told them.</summary>
static class Windows
{
    public static R.ConvolutionShape Shape(TwinCall c, Pair strides, Pair dilation, Padding pads)
    {
        var (x, w) = (c.X, c.Node.Inputs[1].Shape);
        return new(c.Samples, new(x[0], x[1]), x[2], w[^1], new(w[0], w[1]), strides, dilation, pads);
    }

    public static R.PoolingShape Shape(TwinCall c, Ops.Pooling op) => new(
        c.Samples, new(c.X[0], c.X[1]), c.X[2], op.Pool, op.Strides, op.Padding);

    public static double[] Of(this double[] values, Func<double, double> of) => [.. values.Select(of)];
}

/// <summary>Places of elements in a shape.</summary>
static class Indices
{
    public static int[] Of(Tensors.Shape shape, int at)
    {
        var index = new int[shape.Rank];
        for (var d = shape.Rank - 1; d >= 0; d--) (at, index[d]) = Math.DivRem(at, shape[d]);
        return index;
    }

    public static int At(Tensors.Shape shape, int[] index) => index.Zip(shape).Aggregate(0, (a, p) => (a * p.Second) + p.First);
}
