using Hornbill.Images;

namespace Hornbill.Studio;

/// <summary>Images side by side without captions: many small ones as one picture.</summary>
static class Tiles
{
    const byte Paper = 255;

    /// <summary>In rows of <paramref name="columns"/>, each enlarged by a whole factor to about <paramref name="side"/> pixels where it is
    /// smaller.</summary>
    public static Image Draw(IReadOnlyList<Image> images, int columns, int side, int gap = 2)
    {
        Image[] enlarged = [.. images.Select(i => Enlarged(i, side))];
        var (wide, high) = (enlarged.Max(i => i.Width), enlarged.Max(i => i.Height));
        columns = Math.Min(columns, images.Count);
        var rows = (images.Count + columns - 1) / columns;
        var (width, height) = ((columns * (wide + gap)) - gap, (rows * (high + gap)) - gap);
        var sheet = new Image(width, height, 3, new byte[checked(width * height * 3)]);
        sheet.Pixels.AsSpan().Fill(Paper);
        for (var i = 0; i < enlarged.Length; i++) Put(sheet, enlarged[i], i % columns * (wide + gap), i / columns * (high + gap));
        return sheet;
    }

    /// <summary>With three channels and by a whole factor, at least 1.</summary>
    public static Image Enlarged(Image image, int side)
    {
        var (rgb, factor) = (image.ToRgb(), Math.Max(1, side / Math.Max(image.Width, image.Height)));
        if (factor == 1) return rgb;
        var pixels = new byte[rgb.Pixels.Length * factor * factor];
        var width = image.Width * factor;
        for (var y = 0; y < image.Height * factor; y++)
            for (var x = 0; x < width; x++)
                rgb.Pixels.AsSpan(((y / factor * image.Width) + (x / factor)) * 3, 3).CopyTo(pixels.AsSpan(((y * width) + x) * 3));
        return new(width, image.Height * factor, 3, pixels);
    }

    static void Put(Image sheet, Image image, int left, int top)
    {
        for (var y = 0; y < image.Height; y++)
            image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3).CopyTo(sheet.Pixels.AsSpan((((top + y) * sheet.Width) + left) * 3));
    }
}
