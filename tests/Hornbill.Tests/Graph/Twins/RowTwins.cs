using Ops = Hornbill.Graph.Ops;
using R = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>Probabilities over the last dimension.</summary>
sealed class SoftmaxTwin : TwinOp<Ops.Softmax>
{
    public override double[] Forward(TwinCall c) => R.Softmax.Forward(c.In[0].Length / c.X[^1], c.X[^1], c.In[0]);

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var p = Forward(c);
        return RowGradients.Backward(c.X[^1], dy, (i, j) => of(p[j] * ((i == j ? 1 : 0) - p[i])));
    }
}

/// <summary>Their logarithms.</summary>
sealed class LogSoftmaxTwin : TwinOp<Ops.LogSoftmax>
{
    public override double[] Forward(TwinCall c) => R.Softmax.LogForward(c.In[0].Length / c.X[^1], c.X[^1], c.In[0]);

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var y = Forward(c);
        return RowGradients.Backward(c.X[^1], dy, (i, j) => of((i == j ? 1 : 0) - Math.Exp(y[i])));
    }
}

/// <summary>The first half times the sigmoid of the second.</summary>
sealed class GatedLinearTwin : TwinOp<Ops.GatedLinear>
{
    public override double[] Forward(TwinCall c) =>
        [.. c.In[0].Chunk(c.X[^1]).SelectMany(row =>
            row[..(row.Length / 2)].Zip(row[(row.Length / 2)..], (a, b) => a / (1 + Math.Exp(-b))))];
}

/// <summary>The nearest probabilities, by sorting.</summary>
sealed class SparsemaxTwin : TwinOp<Ops.Sparsemax>
{
    public override double[] Forward(TwinCall c) => [.. c.In[0].Chunk(c.X[^1]).SelectMany(row =>
    {
        double[] sorted = [.. row.OrderDescending()];
        var k = Enumerable.Range(1, row.Length).Last(k => 1 + (k * sorted[k - 1]) > sorted[..k].Sum());
        var tau = (sorted[..k].Sum() - 1) / k;
        return row.Select(v => Math.Max(0, v - tau));
    })];
}

/// <summary>Vectors brought to length 1.</summary>
sealed class UnitLengthTwin : TwinOp<Ops.UnitLength>
{
    public override double[] Forward(TwinCall c) => R.UnitLength.Forward(c.X[^1], c.In[0]);
}

/// <summary>Vectors by the root of their mean square or variance.</summary>
sealed class InverseRootTwin : TwinOp<Ops.InverseRoot>
{
    public override double[] Forward(TwinCall c) => R.InverseRoot.Forward(c.X[^1], c.In[0], Op(c).Epsilon, Op(c).Centred);
}

/// <summary>Products of each vector of one value with each of another.</summary>
sealed class DotTwin : TwinOp<Ops.Dot>
{
    public override double[] Forward(TwinCall c) => R.Dot.Forward(c.Samples, c.Y[0], c.Y[1], c.X[1], c.In[0], c.In[1]);

    public override double[] Terms(TwinCall c) =>
        R.Dot.Forward(c.Samples, c.Y[0], c.Y[1], c.X[1], c.In[0].Of(Math.Abs), c.In[1].Of(Math.Abs));

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var (a, b) = R.Dot.Gradient(c.Samples, c.Y[0], c.Y[1], c.X[1], c.In[0].Of(of), c.In[1].Of(of), dy);
        return input == 0 ? a : b;
    }
}

/// <summary>Σ of a sample's values times a direction.</summary>
sealed class ProjectionTwin : TwinOp<Ops.Projection>
{
    public override double[] Forward(TwinCall c) => R.Projection.Forward(c.Samples, c.In[0], c.In[1]);

    public override double[] Terms(TwinCall c) => R.Projection.Forward(c.Samples, c.In[0].Of(Math.Abs), c.In[1].Of(Math.Abs));

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        R.Projection.Gradient(dy, c.In[1 - input].Of(of));
}

/// <summary>Σ_i weights_i × input_i.</summary>
sealed class WeightedSumTwin : TwinOp<Ops.WeightedSum>
{
    public override double[] Forward(TwinCall c) => [.. c.In[0].Select((_, i) => Op(c).Weights.Zip(c.In, (w, v) => w * v[i]).Sum())];

    public override double[] Terms(TwinCall c) =>
        [.. c.In[0].Select((_, i) => Op(c).Weights.Zip(c.In, (w, v) => Math.Abs(w * v[i])).Sum())];

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        dy.Of(d => of(Op(c).Weights[input]) * d);
}

/// <summary>l1 Σ |x| + l2 Σ x² of each sample times the batch's size.</summary>
sealed class ActivityPenaltyTwin : TwinOp<Ops.ActivityPenalty>
{
    public override double[] Forward(TwinCall c)
    {
        var (l1, l2) = Factors(c);
        return [.. c.In[0].Chunk(c.X.Elements).Select(x => c.Run.BatchSize * x.Sum(v => (l1 * Math.Abs(v)) + (l2 * v * v)))];
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var (l1, l2) = Factors(c);
        return [.. c.In[0].Select((v, i) => of(c.Run.BatchSize * ((l1 * Math.Sign(v)) + (2 * l2 * v))) * dy[i / c.X.Elements])];
    }

    static (double L1, double L2) Factors(TwinCall c) => Op(c).Penalty is Hornbill.Regularizers.L1L2 both
        ? (both.GetConfig().Double("l1"), both.GetConfig().Double("l2"))
        : throw new NotSupportedException($"The double of an activity penalty knows L1L2, not {Op(c).Penalty.GetType().Name}. Teach it.");
}

/// <summary>Gradients of rows by the derivatives of y_i by x_j... within each.</summary>
static class RowGradients
{
    /// <summary>dx_i = Σ_j ∂y_j/∂x_i dy_j, where <paramref name="slope"/> is told i and j as places in the whole.</summary>
    public static double[] Backward(int length, double[] dy, Func<int, int, double> slope) => [.. dy.Select((_, i) =>
        Enumerable.Range(i / length * length, length).Sum(j => slope(i, j) * dy[j]))];
}
