using Ops = Hornbill.Graph.Ops;
using R = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>A loss by how it is of one place: predictions, targets. A sample's is the mean over its places times its weight.</summary>
abstract class LossTwin<O> : TwinOp<O> where O : Ops.SampleLoss
{
    /// <summary>The loss of one place.</summary>
    protected abstract double Row(O op, double[] prediction, double[] target);

    /// <summary>Whether a place counts.</summary>
    protected virtual bool Counts(O op, double[] target) => true;

    public override double[] Forward(TwinCall c)
    {
        var (classes, each) = (c.X[^1], c.Node.Inputs[1].Shape.Elements * c.X[^1] / c.X.Elements);
        var rows = c.In[0].Chunk(classes).Zip(c.In[1].Chunk(each)).Chunk(c.X.Elements / classes).ToArray();
        // Of places that do not count the others of the whole batch have a greater share.
        var counted = rows.Sum(places => places.Count(p => Counts(Op(c), p.Second))) / (double)c.Samples;
        return [.. rows.Zip(c.In[2], (places, weight) =>
            counted == 0 ? 0 : weight * places.Where(p => Counts(Op(c), p.Second)).Sum(p => Row(Op(c), p.First, p.Second)) / counted)];
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        Op(c).IgnoredTarget is null ? base.Backward(c, input, dy, of) : Whole(this, c, input, dy, of);
}

/// <summary>A loss by a kernel.</summary>
sealed class LossOfTwin(Func<Ops.LossOf, double[], double[], double> row) : LossTwin<Ops.LossOf>
{
    protected override double Row(Ops.LossOf op, double[] prediction, double[] target) => row(op, prediction, target);
}

/// <summary>Of class indices or probabilities, from probabilities or logits.</summary>
sealed class CrossEntropyTwin : LossTwin<Ops.CrossEntropy>
{
    protected override bool Counts(Ops.CrossEntropy op, double[] target) => op.Ignored is not { } ignored || target[0] != ignored;

    protected override double Row(Ops.CrossEntropy op, double[] prediction, double[] target) => op.FromLogits
        ? R.CrossEntropy.Forward(1, prediction.Length, prediction, Smoothed(op, target, prediction.Length))[0]
        : R.RowLoss.CategoricalCrossentropy(prediction, Smoothed(op, target, prediction.Length));

    // Of logits p Σt − t, two terms that may cancel; of probabilities Σt / Σp − t / p, without the classes whose share is clipped.
    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        if (input != 0 || Op(c).Ignored is not null) return base.Backward(c, input, dy, of);
        var (classes, places) = (c.X[^1], c.X.Elements / c.X[^1]);
        var targets = c.In[1].Chunk(c.Node.Inputs[1].Shape.Elements / places).Select(t => Smoothed(Op(c), t, classes)).ToArray();
        return [.. c.In[0].Chunk(classes).SelectMany((z, row) =>
        {
            var (t, share) = (targets[row], c.In[2][row / places] / places);
            if (Op(c).FromLogits) return R.Softmax.Forward(1, classes, z)
                .Select((p, k) => (of(share * p * t.Sum()) + of(-share * t[k])) * dy[row / places]);
            double[] inside = [.. t.Select((v, k) => z[k] / z.Sum() is > 1e-7 and < 1 - 1e-7 ? v : 0)];
            return z.Select((p, k) => (of(share * inside.Sum() / z.Sum()) + of(-share * inside[k] / p)) * dy[row / places]);
        })];
    }

    static double[] Smoothed(Ops.CrossEntropy op, double[] target, int classes)
    {
        double[] t = op.Sparse ? [.. Enumerable.Range(0, classes).Select(k => k == (int)target[0] ? 1.0 : 0.0)] : target;
        return t.Of(v => (op.Kept * v) + ((1 - op.Kept) / classes));
    }
}

/// <summary>The losses that a kernel makes of a place.</summary>
static class LossRows
{
    public static double[] Softmax(double[] z) => R.Softmax.Forward(1, z.Length, z);

    public static double[] Sigmoid(double[] z) => z.Of(x => 1 / (1 + Math.Exp(-x)));

    // The logits themselves: far from 0 a sigmoid is 1 in double too.
    public static double BinaryOfLogits(double[] z, double[] t, double smoothing) => z.Zip(t, (x, t) =>
        Math.Max(x, 0) - (x * ((t * (1 - smoothing)) + (smoothing / 2))) + Math.Log(1 + Math.Exp(-Math.Abs(x)))).Average();

    public static double BinaryFocal(double[] p, double[] t, (double P, double Q, double R) s) =>
        R.RowLoss.BinaryFocalCrossentropy(p, t, s.Q, s.R < 0 ? null : s.R, 1 - s.P);

    public static double Focal(Ops.LossOf op, double[] p, double[] t) =>
        R.RowLoss.CategoricalFocalCrossentropy(op.FromLogits ? Softmax(p) : p, t, op.Settings.R, op.Settings.Q, 1 - op.Settings.P);
}

/// <summary>How little predictions and targets overlap.</summary>
sealed class OverlapTwin : TwinOp<Ops.Overlap>
{
    public override double[] Forward(TwinCall c)
    {
        var ((groups, overBatch), s, count) = (Op(c).Groups, Op(c).Shares, Op(c).Groups.Of.Max() + 1);
        double Loss(int group, IEnumerable<int> samples)
        {
            double both = 0, target = 0, predicted = 0;
            foreach (var n in samples)
                for (var i = 0; i < groups.Length; i++)
                {
                    if (groups[i] != group) continue;
                    double p = c.In[0][(n * groups.Length) + i], t = c.In[1][(n * groups.Length) + i];
                    (both, target, predicted) = (both + (p * t), target + t, predicted + p);
                }
            return 1 - (s.Share * both / ((s.Both * both) + (s.Target * target) + (s.Prediction * predicted) + 1e-7));
        }
        return [.. Enumerable.Range(0, c.Samples).Select(n =>
            c.In[2][n] * Enumerable.Range(0, count).Average(g => Loss(g, overBatch ? Enumerable.Range(0, c.Samples) : [n])))];
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) => Whole(this, c, input, dy, of);
}

/// <summary>The circle loss.</summary>
sealed class CircleTwin : TwinOp<Ops.CircleDistances>
{
    public override double[] Forward(TwinCall c)
    {
        var (gamma, margin, remove) = Op(c).Settings;
        var x = c.In[0].Chunk(c.X.Elements).ToArray();
        var all = Enumerable.Range(0, c.Samples).ToArray();
        double Sum(int i, bool same) => all.Where(j => (c.In[1][i] == c.In[1][j]) == same && !(remove && i == j)).Sum(j =>
        {
            var d = Math.Max(0, 1 - x[i].Zip(x[j], (a, b) => a * b).Sum());
            return Math.Exp(same ? gamma * ((d * d) - (margin * margin)) : gamma * Math.Max(0, 1 + margin - d) * (1 - margin - d));
        });
        double[] losses = [.. all.Select(i => Math.Log(1 + (Sum(i, true) * Sum(i, false))))];
        return [.. losses.Select((l, i) => c.In[2][i] * l * c.Samples / Math.Max(1, losses.Count(v => v > 0)))];
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) => Whole(this, c, input, dy, of);
}
