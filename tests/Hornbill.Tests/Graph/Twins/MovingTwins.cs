using Hornbill.Graph;
using Hornbill.Kernels;
using Ops = Hornbill.Graph.Ops;
using R = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>Which elements of a sample's inputs lie where in its result.</summary>
static class Moves
{
    public static IEnumerable<(int Input, int From, int To)> Of(Ops.Rearrangement op, TwinCall c)
    {
        for (var i = 0; i < op.Moves.Aggregate(1, (n, m) => n * m.Count); i++)
        {
            var (rest, from, to) = (i, new int[c.X.Rank], new int[c.Y.Rank]);
            for (var d = 0; d < from.Length; d++) from[d] = op.From?[d] ?? 0;
            for (var d = 0; d < to.Length; d++) to[d] = op.To?[d] ?? 0;
            foreach (var m in op.Moves.Reverse())
            {
                (rest, var at) = Math.DivRem(rest, m.Count);
                from[m.From] += at * m.FromBy;
                to[m.To] += at * m.ToBy;
            }
            yield return (0, Indices.At(c.X, from), Indices.At(c.Y, to));
        }
    }

    public static IEnumerable<(int Input, int From, int To)> Of(Ops.Concatenation op, TwinCall c)
    {
        var first = 0;
        foreach (var (input, node) in c.Node.Inputs.Index())
        {
            for (var i = 0; i < node.Shape.Elements; i++)
            {
                var index = Indices.Of(node.Shape, i);
                index[op.Axis] += first;
                yield return (input, i, Indices.At(c.Y, index));
            }
            first += node.Shape[op.Axis];
        }
    }

    public static IEnumerable<(int Input, int From, int To)> Of(Ops.RepeatChannels op, TwinCall c) =>
        Enumerable.Range(0, c.Y.Elements).Select(i => (0, i / op.Times, i));

    public static IEnumerable<(int Input, int From, int To)> Of(Ops.TakeChannels op, TwinCall c) =>
        Enumerable.Range(0, c.Y.Elements).Select(i => (0, (i / c.Y[2] * c.X[2]) + op.First + (i % c.Y[2]), i));

    public static IEnumerable<(int Input, int From, int To)> Same(TwinCall c) => Enumerable.Range(0, c.Y.Elements).Select(i => (0, i, i));
}

/// <summary>Straight lines between elements: all shares are between 0 and 1, so those of variances are at most the same.</summary>
sealed class LinearUpSamplingTwin : TwinOp<Ops.LinearUpSampling>
{
    public override double[] Forward(TwinCall c) => R.LinearUpSampling.Forward(Outer(c), c.X[Op(c).Axis], Op(c).Factor, Inner(c), c.In[0]);

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        R.LinearUpSampling.InputGradient(Outer(c), c.X[Op(c).Axis], Op(c).Factor, Inner(c), dy);

    static int Outer(TwinCall c) => c.X.Take(Op(c).Axis).Aggregate(c.Samples, (n, d) => n * d);

    static int Inner(TwinCall c) => c.X.Skip(Op(c).Axis + 1).Aggregate(1, (n, d) => n * d);
}

/// <summary>Rows and columns that are mixtures of others.</summary>
sealed class ResampleTwin : TwinOp<Ops.Resample>
{
    public override double[] Forward(TwinCall c) => [.. c.In[0].Chunk(c.X.Elements).SelectMany(x =>
        R.Resampling.Forward(Matrix(Op(c).Rows, c.X[0]), Matrix(Op(c).Columns, c.X[1]), c.X[2], x, Op(c).FillValue))];

    /// <summary>The shares of one side as a matrix (outputs, inputs).</summary>
    public static double[,] Matrix(ResamplingAxis axis, int size)
    {
        var matrix = new double[axis.First.Length, size];
        for (var o = 0; o < axis.First.Length; o++)
            for (var i = 0; i < axis.Count[o]; i++) matrix[o, axis.First[o] + i] = axis.Shares[axis.Start[o] + i];
        return matrix;
    }
}
