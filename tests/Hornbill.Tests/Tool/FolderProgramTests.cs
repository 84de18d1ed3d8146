using System.Text.Json;
using Hornbill.Images;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>The program on folders of images, from outside.</summary>
[Trait("Speed", "slow")]
public sealed class FolderProgramTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    ToolProcess Start(params string[] words) => new(_folder.Path, words);

    string[] Words(params string[] more) =>
        ["train", "photos", "--test", "more", "--net", "lab-b-small", "--image-size", "16", "--epochs", "4", "--batch-size", "8",
            "--output", "out", "--json", .. more];

    // Reddish and bluish images of any size.
    void Make(string folder, int images)
    {
        foreach (var (name, channel) in (ReadOnlySpan<(string, int)>)[("blue", 2), ("red", 0)])
            for (var i = 0; i < images; i++) Write(Path.Combine(folder, name, $"{i:000}.png"), channel, 20 + (i % 5), i);
    }

    void Write(string path, int channel, int side, int seed)
    {
        var (random, pixels) = (new Random(seed + channel), new byte[side * side * 3]);
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)((pixels[i] / 2) + (i % 3 == channel ? 127 : 0));
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        PngWriter.Write(_folder.File(path), new(side, side, 3, pixels));
    }

    [Fact]
    public void Trains_tests_tells_and_predicts()
    {
        Make("photos", 24);
        Make("more", 8);
        File.WriteAllText(_folder.File("more/red/broken.jpg"), "no image");
        using (var train = Start(Words()))
        {
            Assert.True(train.End() == 0, train.Error);
            var result = JsonDocument.Parse(Assert.Single(train.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
            Assert.Equal((1.0, 0.5, 1), (result.GetProperty("test_accuracy").GetDouble(),
                result.GetProperty("majority_accuracy").GetDouble(), result.GetProperty("skipped").GetInt32()));
            Assert.Equal("[[8,0],[0,8]]", result.GetProperty("confusion").GetRawText());
            Assert.Equal("[\"blue\",\"red\"]", result.GetProperty("class_names").GetRawText());
            Assert.Contains("broken.jpg", train.Error, StringComparison.Ordinal);
            Assert.Contains("true \\ predicted", train.Error, StringComparison.Ordinal);
        }
        Write("one.png", 2, 77, 5);
        using var predict = Start("predict", "out/model.safetensors", "one.png");
        Assert.True(predict.End() == 0, predict.Error);
        Assert.StartsWith("0: blue ", predict.Output, StringComparison.Ordinal);
        using var evaluate = Start("evaluate", "out/model.safetensors", "more");
        Assert.True(evaluate.End() == 0, evaluate.Error);
        Assert.Contains("accuracy 1.0000", evaluate.Output, StringComparison.Ordinal);
        using var strict = Start(Words("--strict", "--overwrite"));
        Assert.Equal(1, strict.End());
        Assert.Contains("broken.jpg", strict.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_test_images_a_fifth_is_kept()
    {
        Make("photos", 20);
        using var train = Start("train", "photos", "--net", "lab-b-small", "--image-size", "16", "--epochs", "1", "--batch-size", "8",
            "--output", "out");
        Assert.True(train.End() == 0, train.Error);
        Assert.Contains("32 images to train, 8 to validate, 8 to test", train.Output, StringComparison.Ordinal);
    }

    // 700 images take 550 MB as floats, five times and more of what the process may have.
    [Fact]
    public void A_folder_larger_than_memory_is_streamed()
    {
        foreach (var (name, channel) in (ReadOnlySpan<(string, int)>)[("blue", 2), ("red", 0)])
            for (var i = 0; i < 350; i++) Copy(name, channel, i);
        using var train = ToolProcess.In(_folder.Path, new() { ["DOTNET_GCHeapHardLimit"] = "0x6000000", ["DOTNET_gcServer"] = "0" },
            "train", "photos", "--net", "lab-b-small", "--image-size",
                                         "256", "--set", "filters=2", "--epochs", "2", "--batch-size", "4", "--validation-split", "0",
                                             "--test-limit", "40", "--output", "out", "--json");
        Assert.True(train.End() == 0, train.Error);
        Assert.Contains("700 images to train", train.Error, StringComparison.Ordinal);
        Assert.Contains("Epoch 2/2", train.Error, StringComparison.Ordinal);
    }

    void Copy(string name, int channel, int i)
    {
        if (i < 4) Write($"photos/{name}/{i:000}.png", channel, 64, i);
        else File.Copy(_folder.File($"photos/{name}/{i % 4:000}.png"), _folder.File($"photos/{name}/{i:000}.png"));
    }

    [Fact]
    public void Data_sets_are_listed_and_shown()
    {
        using var list = Start("data");
        Assert.Equal(0, list.End());
        foreach (var name in Hornbill.Data.Datasets.Names) Assert.Contains(name, list.Output, StringComparison.Ordinal);
        Assert.Contains("made on the spot", list.Output, StringComparison.Ordinal);
        using var show = Start("data", "show", "glyphs", "--output", "grid.png", "--seed", "3");
        Assert.True(show.End() == 0, show.Error);
        Assert.Contains("zed", show.Output, StringComparison.Ordinal);
        var grid = ImageReader.Default.Read(_folder.File("grid.png"));
        Assert.Equal((5 * (84 + 6) + 6, 5 * (84 + 6 + 12) + 6), (grid.Width, grid.Height));
        Make("photos", 20);
        using var folder = Start("data", "show", "photos", "--output", "folder.png");
        Assert.True(folder.End() == 0, folder.Error);
        Assert.True(File.Exists(_folder.File("folder.png")));
    }

    [Fact]
    public void Decoding_is_measured()
    {
        Directory.CreateDirectory(_folder.File("none"));
        using var none = Start("bench", "images", "none");
        Assert.Equal(1, none.End());
        Assert.Contains("has no JPEG images", none.Error, StringComparison.Ordinal);
    }
}
