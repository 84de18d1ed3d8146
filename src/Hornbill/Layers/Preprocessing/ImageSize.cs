using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Rows and columns of an image, and the arithmetic of keeping proportions.</summary>
readonly record struct ImageSize(int Height, int Width)
{
    const int Most = 16384;

    public ImageSize Checked(string layer) => Height is > 0 and <= Most && Width is > 0 and <= Most
        ? this
        : throw new ArgumentException(
            $"{layer} got the size ({Height}, {Width}) but both must be from 1 to {Most}. Give a height and width within that.");

    /// <summary>The largest part in the proportions of <paramref name="target"/>.</summary>
    public ImageSize Cropped(ImageSize target) => new(Math.Clamp(HeightLike(target), 1, Height), Math.Clamp(WidthLike(target), 1, Width));

    /// <summary>As much more on both ends as brings it to the proportions of <paramref name="target"/>.</summary>
    public ImageSize Padded(ImageSize target) =>
        new(Height + (Math.Max(0, HeightLike(target) - Height) / 2 * 2), Width + (Math.Max(0, WidthLike(target) - Width) / 2 * 2));

    /// <summary>What makes an image of <paramref name="to"/> from the middle of <paramref name="image"/>, which is <paramref name="taken"/>
    /// large.</summary>
    public static Resample Resample(string kind, string interpolation, ImageSize image, ImageSize taken, ImageSize to, double fillValue) =>
        new(kind, new(interpolation, taken.Height, to.Height, image.Height, (taken.Height - image.Height) / 2),
            new(interpolation, taken.Width, to.Width, image.Width, (taken.Width - image.Width) / 2), (float)fillValue);

    int HeightLike(ImageSize target) => (int)Math.Min(int.MaxValue, (long)Width * target.Height / target.Width);

    int WidthLike(ImageSize target) => (int)Math.Min(int.MaxValue, (long)Height * target.Width / target.Height);
}
