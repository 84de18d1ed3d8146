namespace Hornbill.Kernels.Reference;

/// <summary>Batch normalisation: y = γ (x − μ) / √(σ² + ε) + β, with μ and the biased σ² of each channel over all samples and places, or
/// given ones.</summary>
/// <remarks>x and y (places, channels): samples and places are one dimension.</remarks>
static class BatchNormalization
{
    public static (double[] Mean, double[] Variance) Statistics(int channels, double[] x)
    {
        var (mean, variance, count) = (new double[channels], new double[channels], x.Length / channels);
        for (var i = 0; i < x.Length; i++) mean[i % channels] += x[i] / count;
        for (var i = 0; i < x.Length; i++) variance[i % channels] += (x[i] - mean[i % channels]) * (x[i] - mean[i % channels]) / count;
        return (mean, variance);
    }

    public static double[] Forward(int channels, double[] x, double[] mean, double[] variance, double[]? gamma, double[]? beta,
        double epsilon)
    {
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var k = i % channels;
            y[i] = ((gamma?[k] ?? 1) * (x[i] - mean[k]) / Math.Sqrt(variance[k] + epsilon)) + (beta?[k] ?? 0);
        }
        return y;
    }
}
