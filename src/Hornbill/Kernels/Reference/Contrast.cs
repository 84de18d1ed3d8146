namespace Hornbill.Kernels.Reference;

/// <summary>y = clip(scale × (x − mean) + mean + shift) with the mean of the pixel's channel.</summary>
static class Contrast
{
    public static double[] Forward(int channels, double[] x, double scale, double shift, double low, double high)
    {
        var means = Means(channels, x);
        return [.. x.Select((v, i) => Math.Clamp((scale * (v - means[i % channels])) + means[i % channels] + shift, low, high))];
    }

    public static double[] InputGradient(int channels, double[] x, double[] dy, double scale, double shift, double low, double high)
    {
        var means = Means(channels, x);
        double[] passed = [.. dy.Select((d, i) =>
            (scale * (x[i] - means[i % channels])) + means[i % channels] + shift is var v && v >= low && v <= high ? d : 0)];
        var mean = Means(channels, passed);
        return [.. passed.Select((d, i) => (scale * d) + ((1 - scale) * mean[i % channels]))];
    }

    static double[] Means(int channels, double[] x) =>
        [.. Enumerable.Range(0, channels).Select(c => x.Where((_, i) => i % channels == c).Average())];
}
