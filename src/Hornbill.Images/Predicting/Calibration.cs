namespace Hornbill.Images;

/// <summary>Probabilities at another temperature. A softmax's logits are the logarithms of its probabilities but for a constant, which a
/// softmax does not see; so p^(1/T), made to sum to 1, is the softmax of the logits divided by T.</summary>
static class Calibration
{
    const double Least = 1e-12, Coldest = 0.05, Hottest = 20;
    const int Steps = 60;

    public static float[] Tempered(float[] probabilities, double temperature)
    {
        if (temperature == 1) return probabilities;
        double[] powers = [.. probabilities.Select(p => Math.Pow(Math.Max(p, 0), 1 / temperature))];
        var sum = powers.Sum();
        return sum > 0 ? [.. powers.Select(p => (float)(p / sum))] : probabilities;
    }

    /// <summary>The temperature at which the labels' mean −log p is least.</summary>
    public static double Temperature(float[][] rows, IReadOnlyList<int> labels)
    {
        double Loss(double logarithm) => rows.Select((row, i) => -Math.Log(Math.Max(Tempered(row, Math.Exp(logarithm))[labels[i]], Least)))
            .Average();
        var golden = (Math.Sqrt(5) - 1) / 2;
        var (low, high) = (Math.Log(Coldest), Math.Log(Hottest));
        for (var step = 0; step < Steps; step++)
        {
            var (a, b) = (high - (golden * (high - low)), low + (golden * (high - low)));
            if (Loss(a) <= Loss(b)) high = b;
            else low = a;
        }
        return Math.Exp((low + high) / 2);
    }
}
