using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>The operations that RandAugment and AugMix draw from, each with a strength in [0, 1] and, where it has directions, a sign:
/// those of torchvision, with its ranges.</summary>
sealed class ImagePolicy((double Low, double High) range, bool bilinear)
{
    /// <summary>Operations that change where pixels are and how many levels there are; those after them change brightness, colour, contrast
    /// and sharpness.</summary>
    public const int Geometric = 10, All = 14;

    float Low => (float)range.Low;

    float High => (float)range.High;

    /// <summary>y = operation <paramref name="index"/> of x; 0 does nothing.</summary>
    public void Apply(int index, double strength, int sign, Shape image, ReadOnlySpan<float> x, Span<float> y)
    {
        var (h, w, c) = (image[0], image[1], image[2]);
        var tone = (float)(1 + (0.9 * strength * sign));
        switch (index)
        {
            case 1: Warped(new(1, 0.3 * strength * sign, 0, 0, 1, 0), image, x, y); break;
            case 2: Warped(new(1, 0, 0, 0.3 * strength * sign, 1, 0), image, x, y); break;
            case 3: Warped(new(1, 0, 150.0 / 331 * w * strength * sign, 0, 1, 0), image, x, y); break;
            case 4: Warped(new(1, 0, 0, 0, 1, 150.0 / 331 * h * strength * sign), image, x, y); break;
            case 5: Warped(AffineMap.Rotation(h, w, strength * sign / 12), image, x, y); break;
            case 6: Colours.Posterize(x, y, 8 - (int)Math.Round(4 * strength), Low, High); break;
            case 7: Colours.Solarize(x, y, 0, High - ((float)strength * (High - Low)), Low, High); break;
            case 8: Colours.Stretch(x, y, c, Low, High); break;
            case 9: Colours.Equalize(x, y, c, 256, Low, High); break;
            case 10: Blend(x, y, Low, tone); break;
            case 11: Colours.Fade(x, y, c, 1 - tone, Low, High); break;
            case 12: Blend(x, y, Grey(x, c), tone); break;
            case 13: Colours.Soften(x, y, h, w, c, 1 - tone, Low, High); break;
            default: x.CopyTo(y); break;
        }
    }

    // share × x + (1 − share) × a value, kept in the range.
    void Blend(ReadOnlySpan<float> x, Span<float> y, float with, float share)
    {
        for (var i = 0; i < x.Length; i++) y[i] = Math.Clamp(with + (share * (x[i] - with)), Low, High);
    }

    float Grey(ReadOnlySpan<float> x, int channels)
    {
        var grey = new float[x.Length];
        Colours.Fade(x, grey, channels, 1, Low, High);
        var sum = 0.0;
        foreach (var v in grey) sum += v;
        return (float)(sum / grey.Length);
    }

    unsafe void Warped(AffineMap map, Shape image, ReadOnlySpan<float> x, Span<float> y)
    {
        fixed (float* from = x, to = y)
        {
            var a = new Warp.Arguments
            {
                InHeight = image[0],
                InWidth = image[1],
                OutHeight = image[0],
                OutWidth = image[1],
                Channels = image[2],
                Map = map,
                Fill = Fill.Constant,
                FillValue = Low,
                Bilinear = bilinear,
                X = from,
                Y = to,
            };
            Warp.Run(&a);
        }
    }
}
