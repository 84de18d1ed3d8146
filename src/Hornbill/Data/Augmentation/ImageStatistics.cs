using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Centring, normalising and whitening of images: what is asked for, and what was found in the data.</summary>
sealed class ImageStatistics(bool featurewiseCenter, bool samplewiseCenter, bool featurewiseStd, bool samplewiseStd, bool zca,
    double zcaEpsilon)
{
    const float Epsilon = 1e-6f;

    double[]? _mean, _deviation; // for each channel
    float[]? _whitening;         // (d, d), d = height × width × channels

    public bool Neutral => !(featurewiseCenter || samplewiseCenter || featurewiseStd || samplewiseStd || zca);

    /// <summary>What is asked for, and a sum of what was found.</summary>
    public override string ToString()
    {
        if (Neutral) return "none";
        var found = (float[])[.. (_mean ?? []).Concat(_deviation ?? []).Select(v => (float)v), .. _whitening ?? []];
        return FormattableString.Invariant(
            $"{featurewiseCenter} {samplewiseCenter} {featurewiseStd} {samplewiseStd} {zca} {zcaEpsilon} {Crc32C.Append(0, LittleEndian.Bytes(found)):x8}");
    }

    public void CheckFitted(Shape image)
    {
        if (!(featurewiseCenter || featurewiseStd || zca)) return;
        if (_mean is null)
            throw new ArgumentException(
                "ImageDataGenerator was told to centre, normalise or whiten by all images but has not seen them. Call Fit with the training images first.");
        if (_mean.Length != image[2] || (_whitening is not null && _whitening.LongLength != (long)image.Elements * image.Elements))
            throw new ArgumentException(
                $"ImageDataGenerator got images of shape {image} but was fitted to others, and both must be alike. Call Fit with images of that shape.");
    }

    public void Fit(Tensor x)
    {
        var channels = x.Shape[^1];
        _mean = Mean(x.Data, channels, (v, _) => v);
        _deviation = [.. Mean(x.Data, channels, (v, c) => (v - _mean[c]) * (v - _mean[c])).Select(Math.Sqrt)];
        if (!zca) return;
        var standard = new Tensor(x.Shape, [.. x.Data]);
        for (var i = 0; i < x.Shape[0]; i++) Featurewise(standard.Row(i), channels);
        _whitening = Whitening.Zca(standard.Data, x.Shape[0], zcaEpsilon);
    }

    public void Apply(Span<float> x, int channels)
    {
        if (samplewiseCenter) Add(x, -(float)Mean(x));
        if (samplewiseStd) Divide(x, (float)Deviation(x) + Epsilon);
        Featurewise(x, channels);
        if (zca) Whitening.Apply(_whitening!, x);
    }

    void Featurewise(Span<float> x, int channels)
    {
        if (featurewiseCenter)
            for (var i = 0; i < x.Length; i++) x[i] -= (float)_mean![i % channels];
        if (featurewiseStd)
            for (var i = 0; i < x.Length; i++) x[i] /= (float)_deviation![i % channels] + Epsilon;
    }

    static void Add(Span<float> x, float number)
    {
        foreach (ref var v in x) v += number;
    }

    static void Divide(Span<float> x, float number)
    {
        foreach (ref var v in x) v /= number;
    }

    static double Mean(ReadOnlySpan<float> x)
    {
        var sum = 0.0;
        foreach (var v in x) sum += v;
        return sum / x.Length;
    }

    static double Deviation(ReadOnlySpan<float> x)
    {
        var (mean, sum) = (Mean(x), 0.0);
        foreach (var v in x) sum += (v - mean) * (v - mean);
        return Math.Sqrt(sum / x.Length);
    }

    static double[] Mean(float[] x, int channels, Func<float, int, double> of)
    {
        var sums = new double[channels];
        for (var i = 0; i < x.Length; i++) sums[i % channels] += of(x[i], i % channels);
        return [.. sums.Select(s => s * channels / x.Length)];
    }
}
