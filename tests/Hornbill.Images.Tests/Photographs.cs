using Hornbill.Data;
using Hornbill.Tests;

namespace Hornbill.Images.Tests;

/// <summary>Folders of small images, made for a test: class by class, each image of one value.</summary>
static class Photographs
{
    /// <summary>Image i of a class, 4 × 6 pixels of value 10 × class + i.</summary>
    public static string Make(TempFolder folder, params (string Class, int Images)[] classes)
    {
        foreach (var (index, (name, images)) in classes.Index())
            for (var i = 0; i < images; i++) Write(Path.Combine(folder.Path, name), $"{i:00}.png", (byte)((10 * index) + i));
        return folder.Path;
    }

    public static void Write(string folder, string file, byte value, int height = 4, int width = 6)
    {
        Directory.CreateDirectory(folder);
        var pixels = new byte[height * width * 3];
        pixels.AsSpan().Fill(value);
        PngWriter.Write(Path.Combine(folder, file), new(width, height, 3, pixels));
    }

    /// <summary>One batch of a source.</summary>
    public static (float[] X, float[] Y) Read(BatchSource source, int size, int index = 0, bool shuffle = false)
    {
        var batch = new OwnBatch(source, size);
        var count = source.Read(new(0, index, size, shuffle, 0), batch);
        return (batch.Input(0)[..(count * source.Inputs[0].Shape.Elements)].ToArray(), batch.Target(0)[..count].ToArray());
    }
}
