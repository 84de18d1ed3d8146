namespace Hornbill.Images;

/// <summary>Images side by side, with a caption below each: the picture of a data set.</summary>
/// <example><code>PngWriter.Write("grid.png", ImageGrid.Draw(images, names));</code></example>
public static class ImageGrid
{
    const int LeastSide = 64, Gap = 6, CaptionHeight = PixelFont.Height + 4;
    const byte Paper = 255;

    /// <summary>Draws a grid. Small images are enlarged by a whole factor; captions that do not fit are cut.</summary>
    /// <param name="images">Images, each at its own size.</param>
    /// <param name="captions">A text for each.</param>
    /// <param name="columns">Images in a row.</param>
    /// <exception cref="ArgumentException">There are no images, not as many captions, or no columns.</exception>
    public static Image Draw(IReadOnlyList<Image> images, IReadOnlyList<string> captions, int columns = 5)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(captions);
        if (images.Count == 0 || captions.Count != images.Count || columns < 1)
            throw new ArgumentException(
                $"A grid got {images.Count} images, {captions.Count} captions and {columns} columns, but needs at least one image, a " +
                $"caption for each and a column. " +
                                        "Give them.");
        var (high, wide) = (images.Max(i => i.Height), images.Max(i => i.Width));
        var scale = Math.Max(1, (LeastSide + Math.Max(high, wide) - 1) / Math.Max(high, wide));
        var (cellWidth, cellHeight) = ((wide * scale) + Gap, (high * scale) + Gap + CaptionHeight);
        var grid = new Image((Math.Min(columns, images.Count) * cellWidth) + Gap, (((images.Count + columns - 1) / columns) * cellHeight)
            + Gap, 3);
        grid.Pixels.AsSpan().Fill(Paper);
        for (var i = 0; i < images.Count; i++)
        {
            var (x, y) = (Gap + (i % columns * cellWidth), Gap + (i / columns * cellHeight));
            Put(grid, images[i].ToRgb(), x, y, scale);
            Write(grid, captions[i], x, y + (high * scale) + 3, wide * scale);
        }
        return grid;
    }

    static void Put(Image grid, Image image, int left, int top, int scale)
    {
        for (var y = 0; y < image.Height * scale; y++)
            for (var x = 0; x < image.Width * scale; x++)
                image.Pixels.AsSpan((((y / scale) * image.Width) + (x / scale)) * 3, 3)
                    .CopyTo(grid.Pixels.AsSpan((((top + y) * grid.Width) + left + x) * 3));
    }

    static void Write(Image grid, string text, int left, int top, int width)
    {
        for (var i = 0; i < Math.Min(text.Length, width / PixelFont.Step); i++)
            for (var y = 0; y < PixelFont.Height; y++)
                for (var x = 0; x < PixelFont.Width; x++)
                    // black
                    if (PixelFont.Dot(text[i], x, y)) grid.Pixels.AsSpan((((top + y) * grid.Width) + left + (i * PixelFont.Step) + x) * 3,
                        3).Clear();
    }
}
