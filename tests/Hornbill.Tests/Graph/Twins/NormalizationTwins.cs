using Ops = Hornbill.Graph.Ops;
using R = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>Numbers brought to mean 0 and deviation 1 in sets, then scaled by γ and moved by β: with x̂ = (x − μ) / σ,
/// dx = γ/σ (dy − mean(dy) − x̂ mean(x̂ dy)), where γ dy stands for dy under the means.</summary>
static class Normalizing
{
    /// <summary>Adds one set's gradient. <paramref name="of"/> is what is taken of each derivative.</summary>
    public static void Backward(int[] set, double[] x, double[] dy, Func<int, double> gamma, double epsilon, Func<double, double> of,
        double[] dx)
    {
        var (mean, deviation) = Moments(set, x, epsilon);
        var (share, sum, product) = (1.0 / set.Length, 0.0, 0.0);
        foreach (var i in set)
        {
            var g = of(gamma(i) / deviation);
            dx[i] += g * dy[i];
            sum += g * of(-share) * dy[i];
            product += g * of(-share) * Normal(x[i], mean, deviation, of) * dy[i];
        }
        foreach (var i in set) dx[i] += sum + (Normal(x[i], mean, deviation, of) * product);
    }

    /// <summary>x̂ as the two terms that may cancel.</summary>
    public static double Normal(double x, double mean, double deviation, Func<double, double> of) =>
        of(x / deviation) + of(-mean / deviation);

    public static (double Mean, double Deviation) Moments(int[] set, double[] x, double epsilon)
    {
        var mean = set.Average(i => x[i]);
        return (mean, Math.Sqrt(set.Average(i => (x[i] - mean) * (x[i] - mean)) + epsilon));
    }
}

/// <summary>By the statistics of the batch, or by given ones.</summary>
sealed class BatchNormalizationTwin : TwinOp<Ops.BatchNormalization>
{
    public override double[] Forward(TwinCall c)
    {
        var (channels, settings) = (c.Y[^1], Op(c).Settings);
        var (mean, variance) = Op(c).IsFixed ? (c.In[1], c.In[2]) : R.BatchNormalization.Statistics(channels, c.In[0]);
        return R.BatchNormalization.Forward(channels, c.In[0], mean, variance, Gamma(c), Beta(c), settings.Epsilon);
    }

    // What rounding did to x counts by the deviation's share.
    public override double[] Terms(TwinCall c)
    {
        var moments = Moments(c);
        return [.. c.In[0].Select((x, i) => i % c.Y[^1] is var k
            ? (Math.Abs(Gamma(c)?[k] ?? 1) * (Math.Abs(x) + Math.Abs(moments[k].Mean)) / moments[k].Deviation) + Math.Abs(Beta(c)?[k] ?? 0)
                : 0)];
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var (channels, moments, x) = (c.Y[^1], Moments(c), c.In[0]);
        if (input == 0) return ByInput(c, moments, dy, of);
        var by = new double[channels];
        var isGamma = Op(c).Gamma(c.Node) is not null && input == 3;
        for (var i = 0; i < dy.Length; i++)
            by[i % channels] += (isGamma ? Normalizing.Normal(x[i], moments[i % channels].Mean, moments[i % channels].Deviation, of)
                : of(1)) * dy[i];
        return by;
    }

    double[] ByInput(TwinCall c, (double Mean, double Deviation)[] moments, double[] dy, Func<double, double> of)
    {
        var channels = c.Y[^1];
        if (Op(c).IsFixed) return [.. dy.Select((d, i) => of((Gamma(c)?[i % channels] ?? 1) / moments[i % channels].Deviation) * d)];
        var dx = new double[dy.Length];
        for (var k = 0; k < channels; k++)
            Normalizing.Backward(Channel(c, k), c.In[0], dy, _ => Gamma(c)?[k] ?? 1, Op(c).Settings.Epsilon, of, dx);
        return dx;
    }

    (double Mean, double Deviation)[] Moments(TwinCall c) => [.. Enumerable.Range(0, c.Y[^1]).Select(k => Op(c).IsFixed
        ? (c.In[1][k], Math.Sqrt(c.In[2][k] + Op(c).Settings.Epsilon))
        : Normalizing.Moments(Channel(c, k), c.In[0], Op(c).Settings.Epsilon))];

    static int[] Channel(TwinCall c, int k) => [.. Enumerable.Range(0, c.In[0].Length / c.Y[^1]).Select(p => (p * c.Y[^1]) + k)];

    static double[]? Gamma(TwinCall c) => Op(c).Settings.Scales ? c.In[3] : null;

    static double[]? Beta(TwinCall c) => Op(c).Settings.Centers ? c.In[^1] : null;
}

/// <summary>Of each place over its channels, or of groups of channels over all places.</summary>
sealed class GroupNormalizationTwin : TwinOp<Ops.GroupNormalization>
{
    public override double[] Forward(TwinCall c)
    {
        var (_, places, groups, length) = Op(c).Sets(c.X);
        return R.GroupNormalization.Forward(places, groups, length, c.In[0], Gamma(c), Beta(c), Op(c).Epsilon);
    }

    public override double[] Terms(TwinCall c)
    {
        var y = new double[c.In[0].Length];
        foreach (var set in Sets(c))
        {
            var (mean, deviation) = Normalizing.Moments(set, c.In[0], Op(c).Epsilon);
            foreach (var i in set)
                y[i] = (Math.Abs(Gamma(c)?[i % c.X[^1]] ?? 1) * (Math.Abs(c.In[0][i]) + Math.Abs(mean)) / deviation)
                    + Math.Abs(Beta(c)?[i % c.X[^1]] ?? 0);
        }
        return y;
    }

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of)
    {
        var (channels, x) = (c.X[^1], c.In[0]);
        var by = new double[input == 0 ? x.Length : channels];
        var isGamma = Op(c).Gamma(c.Node) is not null && input == 1;
        foreach (var set in Sets(c))
        {
            if (input == 0) Normalizing.Backward(set, x, dy, i => Gamma(c)?[i % channels] ?? 1, Op(c).Epsilon, of, by);
            else
            {
                var (mean, deviation) = Normalizing.Moments(set, x, Op(c).Epsilon);
                foreach (var i in set) by[i % channels] += (isGamma ? Normalizing.Normal(x[i], mean, deviation, of) : of(1)) * dy[i];
            }
        }
        return by;
    }

    static IEnumerable<int[]> Sets(TwinCall c)
    {
        var (_, places, groups, length) = Op(c).Sets(c.X);
        for (var block = 0; block < c.In[0].Length; block += places * groups * length)
            for (var g = 0; g < groups; g++)
                yield return [.. Enumerable.Range(0, places * length).Select(i =>
                    block + (i / length * groups * length) + (g * length) + (i % length))];
    }

    static double[]? Gamma(TwinCall c) => Op(c).Gamma(c.Node) is null ? null : c.In[1];

    static double[]? Beta(TwinCall c) => Op(c).Beta(c.Node) is null ? null : c.In[^1];
}
