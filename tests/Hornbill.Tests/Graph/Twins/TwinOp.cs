using Hornbill.Graph;
using Hornbill.Tensors;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

/// <summary>One op at work: its node, itself as the request wants it, the samples [First, First + Samples) of the run, and the values of
/// its inputs.</summary>
sealed record TwinCall(Node Node, Op Op, TwinRun Run, int First, int Samples, double[][] In)
{
    public Shape X => Node.Inputs[0].Shape;

    public Shape Y => Node.Shape;

    /// <summary>One of the samples alone; weights stay whole.</summary>
    public TwinCall Of(int sample) => this with
    {
        First = First + sample,
        Samples = 1,
        In = [.. In.Select((v, i) => IsWeight(i) ? v : Part(v, sample))],
    };

    public bool IsWeight(int input) => Node.Inputs[input].Op is Ops.Weight;

    public double[] Part(double[] all, int sample) => all.AsSpan(sample * (all.Length / Samples), all.Length / Samples).ToArray();

    public TwinCall With(int input, double[] values) => this with { In = [.. In.Select((v, i) => i == input ? values : v)] };
}

/// <summary>The double of an op.</summary>
abstract class TwinOp
{
    // So small that no maximum and no sign changes on the way.
    const double Step = 1e-5;

    public abstract double[] Forward(TwinCall c);

    /// <summary>Σ_j of(∂y_j/∂x_i) dy_j for each element i of an input: its gradient where <paramref name="of"/> gives back what it is
    /// given; the size of the gradient's terms, or how variances pass, where it is the magnitude or the square. By differences unless an op
    /// knows better.</summary>
    public virtual double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) => c.IsWeight(input) || c.Samples == 1
        ? Differences(c, input, dy, of)
        : [.. Enumerable.Range(0, c.Samples).SelectMany(n => Differences(c.Of(n), input, c.Part(dy, n), of))];

    /// <summary>How large the terms are that the result is made of.</summary>
    public virtual double[] Terms(TwinCall c) => [.. Forward(c).Select(Math.Abs)];

    /// <summary>How far values are from where the slope jumps; none where it never does.</summary>
    public virtual IEnumerable<double> Distances(TwinCall c) => [];

    /// <summary>The slope of f at x: (8 (f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h.</summary>
    protected static double Slope(double x, Func<double, double> f) =>
        ((8 * (f(x + Step) - f(x - Step))) - (f(x + (2 * Step)) - f(x - (2 * Step)))) / (12 * Step);

    protected static double[] Whole(TwinOp op, TwinCall c, int input, double[] dy, Func<double, double> of) =>
        op.Differences(c, input, dy, of);

    double[] Differences(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var (x, dx) = (c.In[input], new double[c.In[input].Length]);
        for (var i = 0; i < x.Length; i++)
        {
            double[] At(double steps)
            {
                var moved = (double[])x.Clone();
                moved[i] += steps * Step;
                return Forward(c.With(input, moved));
            }
            var (a, b, e, f) = (At(1), At(-1), At(2), At(-2));
            for (var j = 0; j < dy.Length; j++) dx[i] += of(((8 * (a[j] - b[j])) - (e[j] - f[j])) / (12 * Step)) * dy[j];
        }
        return dx;
    }
}

/// <summary>The double of an op whose settings it reads.</summary>
abstract class TwinOp<O> : TwinOp where O : Op
{
    protected static O Op(TwinCall c) => (O)c.Op;
}

/// <summary>Each element of the result is a function of the elements at its place in the inputs, whose slopes are known or are
/// differences.</summary>
sealed class EachTwin<O>(Func<O, double[], double> f, Func<O, double[], int, double>? slope = null, Func<double[], double>? distance = null)
    : TwinOp<O> where O : Op
{
    public override double[] Forward(TwinCall c) => [.. c.In[0].Select((_, i) => f(Op(c), At(c, i)))];

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        [.. dy.Select((d, i) => of(Slope(c, input, i)) * d)];

    public override double[] Terms(TwinCall c) => [.. Forward(c).Select((y, i) => Math.Max(Math.Abs(y), At(c, i).Max(Math.Abs)))];

    public override IEnumerable<double> Distances(TwinCall c) => distance is null ? [] : c.In[0].Select((_, i) => distance(At(c, i)));

    double Slope(TwinCall c, int input, int i) => slope is not null
        ? slope(Op(c), At(c, i), input)
        : Slope(c.In[input][i], x => f(Op(c), [.. c.In.Select((v, k) => k == input ? x : v[i])]));

    static double[] At(TwinCall c, int i) => [.. c.In.Select(v => v[i])];
}

/// <summary>Elements moved: each of the result is one of an input, or 0.</summary>
sealed class MovingTwin<O>(Func<O, TwinCall, IEnumerable<(int Input, int From, int To)>> moves) : TwinOp<O> where O : Op
{
    public override double[] Forward(TwinCall c)
    {
        var y = new double[c.Samples * c.Y.Elements];
        Each(c, (input, from, to) => y[to] = c.In[input][from]);
        return y;
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var dx = new double[c.In[input].Length];
        Each(c, (moved, from, to) => dx[from] += moved == input ? dy[to] : 0, input);
        return dx;
    }

    // The moves are of one sample.
    void Each(TwinCall c, Action<int, int, int> move, int? only = null)
    {
        foreach (var (input, from, to) in moves(Op(c), c))
            for (var n = 0; n < c.Samples && (only ?? input) == input; n++)
                move(input, (n * c.Node.Inputs[input].Shape.Elements) + from, (n * c.Y.Elements) + to);
    }
}
