namespace Hornbill.Kernels.Reference;

/// <summary>Normalisation within a sample: y = γ_c (x − μ) / √(σ² + ε) + β_c, μ and the biased σ² over all places of one group of channels
/// of one block.</summary>
/// <remarks>x and y (blocks, places, groups × length): samples are blocks too.</remarks>
static class GroupNormalization
{
    public static double[] Forward(int places, int groups, int length, double[] x, double[]? gamma, double[]? beta, double epsilon)
    {
        var (y, channels) = (new double[x.Length], groups * length);
        for (var block = 0; block < x.Length; block += places * channels)
            for (var g = 0; g < groups; g++)
            {
                int[] set = [.. Enumerable.Range(0, places * length).Select(i =>
                    block + (i / length * channels) + (g * length) + (i % length))];
                var mean = set.Average(i => x[i]);
                var variance = set.Average(i => (x[i] - mean) * (x[i] - mean));
                foreach (var i in set) y[i] = ((gamma?[i % channels] ?? 1) * (x[i] - mean) / Math.Sqrt(variance + epsilon))
                    + (beta?[i % channels] ?? 0);
            }
        return y;
    }
}
