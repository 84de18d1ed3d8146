using System.Text;
using Hornbill.Images;

namespace Hornbill.Tool.Screen;

/// <summary>Images as characters: letters of growing blackness, so that they can be seen on any terminal and in files.</summary>
static class ImageBlocks
{
    const string Ramp = " .:-=+*#%@";
    const int Widest = 28;

    /// <summary>Shows images in rows with a caption below each, as wide as the terminal allows.</summary>
    public static void Show(Terminal terminal, IReadOnlyList<Image> images, IReadOnlyList<string> captions, int columns)
    {
        var width = Math.Clamp((terminal.Room / columns) - 1, 4, Widest);
        for (var first = 0; first < images.Count; first += columns)
        {
            var row = Enumerable.Range(first, Math.Min(columns, images.Count - first)).ToArray();
            // A character is about twice as high as wide.
            var pictures = row.Select(i => new ImageScaling { Interpolation = "area" }.Apply(images[i].ToGray(), (width / 2, width)))
                .ToArray();
            for (var y = 0; y < width / 2; y++) terminal.Line(
                string.Join(' ', pictures.Select(p => Line(p.Data.AsSpan(y * width, width)))).TrimEnd());
            terminal.Line(string.Join(' ', row.Select(i => captions[i].PadRight(width)[..width])).TrimEnd());
        }
    }

    static string Line(ReadOnlySpan<float> pixels)
    {
        var text = new StringBuilder();
        foreach (var p in pixels) text.Append(Ramp[Math.Clamp((int)(p * Ramp.Length / 256), 0, Ramp.Length - 1)]);
        return text.ToString();
    }
}
