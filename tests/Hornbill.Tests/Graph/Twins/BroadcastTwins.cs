using Hornbill.Graph;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

/// <summary>Two values made into one, of which one may serve several places of the other.</summary>
sealed class BroadcastTwin(Func<double, double, double> f, Func<double, double, double>[] slopes, bool jumps) : TwinOp<Ops.BroadcastMerge>
{
    public override double[] Forward(TwinCall c) => [.. Each(c).Select(e => f(e.A, e.B))];

    public override double[] Terms(TwinCall c) =>
        [.. Each(c).Select(e => Math.Max(Math.Abs(f(e.A, e.B)), Math.Max(Math.Abs(e.A), Math.Abs(e.B))))];

    public override IEnumerable<double> Distances(TwinCall c) => jumps ? Each(c).Select(e => Math.Abs(e.A - e.B)) : [];

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var dx = new double[c.In[input].Length];
        foreach (var (e, i) in Each(c).Select((e, i) => (e, i))) dx[input == 0 ? e.AtA : e.AtB] += of(slopes[input](e.A, e.B)) * dy[i];
        return dx;
    }

    static IEnumerable<(double A, double B, int AtA, int AtB)> Each(TwinCall c) => Enumerable.Range(0, c.Samples * c.Y.Elements).Select(i =>
    {
        var (a, b) = (At(c, 0, i), At(c, 1, i));
        return (c.In[0][a], c.In[1][b], a, b);
    });

    // Where the element of an input lies that an element of the result is made of.
    static int At(TwinCall c, int input, int i)
    {
        var (sample, at) = Math.DivRem(i, c.Y.Elements);
        var shape = c.Node.Inputs[input].Shape;
        var place = Indices.Of(c.Y, at).Zip(Broadcast.Steps(shape, c.Y), (index, step) => index * step).Sum();
        return c.IsWeight(input) ? place : (sample * shape.Elements) + place;
    }
}

/// <summary>Numbers that all samples share, once for each.</summary>
sealed class ConstantTwin : TwinOp<Ops.Constant>
{
    public override double[] Forward(TwinCall c) =>
        [.. Enumerable.Repeat(Op(c).Values, c.Samples).SelectMany(v => v.Select(x => (double)x))];
}

/// <summary>√variance, once for each sample.</summary>
sealed class DeviationTwin : TwinOp<Ops.Deviation>
{
    public override double[] Forward(TwinCall c)
    {
        double[] one = [.. c.In[0].Take(c.Y.Elements).Select(v => Math.Max(Op(c).Least, Math.Sqrt(v)))];
        return [.. Enumerable.Repeat(one, c.Samples).SelectMany(v => v)];
    }
}
