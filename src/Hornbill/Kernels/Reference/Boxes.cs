namespace Hornbill.Kernels.Reference;

/// <summary>One operand of a box: floats before its first, its steps, and those from sample to sample.</summary>
sealed record BoxOperand(double[] Values, int First, int[] Steps, int Sample);

/// <summary>to[Σ i_d To_d] += f(a[Σ i_d A_d], b[…], c[…]) over the whole box and all samples.</summary>
static class Boxes
{
    public static void Each(int samples, int[] counts, BoxOperand[] from, BoxOperand to, Func<double[], double> f)
    {
        for (var n = 0; n < samples; n++)
            for (var i = 0; i < counts.Aggregate(1, (a, d) => a * d); i++)
                to.Values[At(to, counts, n, i)] += f([.. from.Select(o => o.Values[At(o, counts, n, i)])]);
    }

    static int At(BoxOperand o, int[] counts, int sample, int i)
    {
        var at = o.First + (sample * o.Sample);
        for (var d = counts.Length - 1; d >= 0; d--) (i, at) = (i / counts[d], at + (i % counts[d] * o.Steps[d]));
        return at;
    }
}
