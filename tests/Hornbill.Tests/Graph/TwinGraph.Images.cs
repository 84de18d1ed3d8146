using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Layers;
using Twin = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>The layers that prepare and change images, in training.</summary>
sealed partial class TwinGraph
{
    public Node Image(Layer layer, Node x)
    {
        var y = layer.Apply(x);
        return Rule(y, y.Op switch
        {
            WarpOp warp => () => Each(x, (n, v) => Twin.Warp.Forward(Warped(warp, y, n), v)),
            ContrastOp contrast => () => Each(x, (n, v) =>
            {
                var (scale, shift) = contrast.Draw(Numbers(contrast, y, n));
                return Twin.Contrast.Forward(x.Shape[2], v, scale, shift, contrast.Range.Low, contrast.Range.High);
            }),
            EraseOp erase => () => Each(x, (n, v) =>
            {
                var p = erase.Draw(Numbers(erase, y, n), x.Shape[0], x.Shape[1]);
                return Twin.Erasing.Forward(x.Shape[1], x.Shape[2], p.Top, p.Left, p.Bottom, p.Right, v, _ => ErasedTo);
            }),
            Hornbill.Graph.Ops.Resample r => () => Each(x, (_, v) =>
                Twin.Resampling.Forward(Matrix(r.Rows, x.Shape[0]), Matrix(r.Columns, x.Shape[1]), x.Shape[2], v, r.FillValue)),
            _ => () => Twin.Rescaling.Forward(Value(x), RescaledBy, RescalingOffset),
        });
    }

    /// <summary>The settings of the layers whose ops do not tell theirs.</summary>
    public const double ErasedTo = 0.25, RescaledBy = -1.5, RescalingOffset = 0.3;

    /// <summary>The shares of one side as a matrix (outputs, inputs).</summary>
    public static double[,] Matrix(ResamplingAxis axis, int size)
    {
        var matrix = new double[axis.First.Length, size];
        for (var o = 0; o < axis.First.Length; o++)
            for (var i = 0; i < axis.Count[o]; i++) matrix[o, axis.First[o] + i] = axis.Shares[axis.Start[o] + i];
        return matrix;
    }

    static Philox Numbers(RandomOp op, Node y, int sample) => op.Numbers(Seed, y.Stream, Step, (uint)sample);

    static Twin.WarpShape Warped(WarpOp op, Node y, int sample) => new(y.Shape[0], y.Shape[1], y.Shape[2], y.Shape[0], y.Shape[1],
        op.Draw(Numbers(op, y, sample), y.Shape), op.Outside.Fill, op.Outside.Value, op.Outside.Bilinear);

    double[] Each(Node x, Func<int, double[], double[]> rule) => [.. Value(x).Chunk(x.Shape.Elements).SelectMany((v, n) => rule(n, v))];
}
