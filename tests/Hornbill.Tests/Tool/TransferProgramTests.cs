using System.Text.Json;
using Hornbill.Applications;
using Hornbill.Images;
using Hornbill.Keras;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Onnx;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>A published net under a head: trained, tuned and asked by the program, with weights and classes of the data folder.</summary>
[Trait("Speed", "slow")]
public sealed class TransferProgramTests : IDisposable
{
    readonly TempFolder _folder = new();

    public TransferProgramTests()
    {
        foreach (var (name, color) in ((string, byte)[])[("dark", 30), ("light", 220)])
            for (var i = 0; i < 6; i++) Png($"photos/{name}/{i}.png", (byte)(color + (5 * i)));
        Directory.CreateDirectory(_folder.File("data/weights"));
        SqueezeNet.SqueezeNet11(weights: null, inputShape: [48, 48, 3], seed: 1).SaveWeights(_folder.File("data/weights/squeezenet1.1.npz"));
        var classes = Enumerable.Range(0, 1000).Select(i => $"\"{i}\": [\"n{i:D8}\", \"thing_{i}\"]");
        File.WriteAllText(_folder.File("data/weights/imagenet_class_index.json"), $"{{{string.Join(", ", classes)}}}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Trains_on_features_that_are_kept_and_predicts_with_what_the_file_says()
    {
        var output = Run("train", "photos", "--base", "squeezenet1.1", "--image-size", "48", "--epochs", "20", "--output", "out");
        Assert.Contains("images: computed", output, StringComparison.Ordinal);
        output = Run("train", "photos", "--base", "squeezenet1.1", "--image-size", "48", "--epochs", "20", "--output", "again");
        Assert.DoesNotContain("images: computed", output, StringComparison.Ordinal);
        Assert.Equal(Model.Load(_folder.File("out/model.safetensors")).GetWeights()[^1].Value.Data,
            Model.Load(_folder.File("again/model.safetensors")).GetWeights()[^1].Value.Data);

        var seen = Predictions(Run("predict", "out/model.safetensors", "photos/dark/0.png", "--json", "--top", "2"));
        Assert.Equal(["dark", "light"], seen.Select(s => s.Name).Order());
        var same = Predictor.Load(_folder.File("out/model.safetensors")).Predict(_folder.File("photos/dark/0.png"));
        Assert.Equal(same[0].Name, seen[0].Name);
        Assert.Equal(same[0].Probability, seen[0].Probability, 1e-6);
    }

    [Fact]
    public void Tunes_the_last_layers_and_no_others()
    {
        Run("train", "photos", "--base", "squeezenet1.1", "--image-size", "48", "--epochs", "3", "--fine-tune", "2", "--output", "out");
        var (tuned, first) = (Model.Load(_folder.File("out/model.safetensors")).GetWeights().ToDictionary(w => w.Name, w => w.Value),
            SqueezeNet.SqueezeNet11(includeTop: false, weights: _folder.File("data/weights/squeezenet1.1.npz")).GetWeights());
        var changed = first.Where(w => !tuned[$"squeezenet1.1/{w.Name}"].Data.SequenceEqual(w.Value.Data)).Select(w => w.Name.Split('/')[0]);
        Assert.Equal(["features.12.expand1x1", "features.12.expand3x3"], changed.Distinct().Order());
    }

    [Fact]
    public void Any_net_in_a_file_is_a_base_and_what_came_of_it_is_tested_on_turned_images()
    {
        // A net with a top for other classes, as ONNX, which says nothing of its preprocessing.
        new Sequential([new Input(32, 32, 3), new Conv2D(8, 3, strides: 2, activation: "relu"), new GlobalAveragePooling2D(),
            new Dense(7, "softmax")], "small", seed: 4).ExportOnnx(_folder.File("small.onnx"));
        Run("train", "photos", "--base", "small.onnx", "--preprocessing", "caffe", "--epochs", "20", "--output", "out");
        var model = Model.Load(_folder.File("out/model.safetensors"));
        Assert.Equal([2], model.OutputShape);
        Assert.Equal("caffe", ImagePreparation.Of(model).Normalization!.Name);
        Assert.DoesNotContain(model.GetWeights(), w => w.Value.Shape[^1] == 7);
        var lines = Run("evaluate", "out/model.safetensors", "photos", "--rotate", "0,90", "--json").Split('\n');
        using var plain = JsonDocument.Parse(lines[0]);
        using var turned = JsonDocument.Parse(lines[1]);
        // Turned by nothing they are as they were, and these images have one colour.
        Assert.All(turned.RootElement.GetProperty("loss").EnumerateArray(), loss =>
            Assert.Equal(plain.RootElement.GetProperty("loss").GetDouble(), loss.GetDouble(), 1e-2));
        // And a base itself.
        Run("train", "photos", "--base", "out/model.safetensors", "--epochs", "2", "--fine-tune", "1", "--output", "again");
        Assert.Equal([2], Model.Load(_folder.File("again/model.safetensors")).OutputShape);
    }

    [Theory]
    [InlineData("glyphs", "--fine-tune", "2")]
    [InlineData("glyphs", "--augment", "rotation=7")]
    public void Data_sets_by_name_go_through_a_base(string data, params string[] words)
    {
        new Sequential([new Input(32, 32, 3), new Conv2D(8, 3, strides: 2, activation: "relu"), new Conv2D(8, 3),
            new GlobalAveragePooling2D(), new Dense(7)], "small", seed: 4).SaveKeras(_folder.File("small.keras"));
        Run(["train", data, "--base", "small.keras", "--limit", "40", "--test-limit", "20", "--epochs", "1", "--output", "out", .. words]);
        Assert.Equal([28, 28, 1], Model.Load(_folder.File("out/model.safetensors")).InputShape);
        Assert.Contains("accuracy", Run("evaluate", "out/model.safetensors", "--limit", "20"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_net_names_its_classes_with_their_ids()
    {
        var line = Run("predict", "squeezenet1.1", "photos/dark/0.png", "photos/light/0.png", "--weights",
            _folder.File("data/weights/squeezenet1.1.npz"), "--json").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, line.Length);
        var seen = Predictions(line[0]);
        Assert.Equal(3, seen.Length);
        Assert.All(seen, s => Assert.Matches("^n[0-9]{8}$", s.Id));
        Assert.Contains("photos/light/0.png: thing_", Run("predict", "squeezenet1.1", "photos/dark/0.png", "photos/light/0.png"),
            StringComparison.Ordinal);
        Assert.Contains("squeezenet1.1.npz", Run("models", "list"), StringComparison.Ordinal);
        Run("models", "convert", "squeezenet1.1", _folder.File("data/weights/squeezenet1.1.npz"), "net.safetensors");
        Assert.Equal(seen[0].Name, Predictor.Load(_folder.File("net.safetensors")).Predict(_folder.File("photos/dark/0.png"))[0].Name);
    }

    (string Id, string Name, double Probability)[] Predictions(string line)
    {
        using var json = JsonDocument.Parse(line);
        return [.. json.RootElement.GetProperty("predictions").EnumerateArray().Select(p => (p.GetProperty("id").GetString()!,
            p.GetProperty("name").GetString()!, p.GetProperty("probability").GetDouble()))];
    }

    string Run(params string[] words)
    {
        Dictionary<string, string?> environment = new()
        {
            ["HORNBILL_DATA"] = _folder.File("data"), ["KERAS_HOME"] = _folder.File("keras"), ["HORNBILL_STORE"] = "none",
        };
        using var process = ToolProcess.In(_folder.Path, environment, words);
        Assert.True(process.End() == 0, process.Error);
        return process.Output;
    }

    void Png(string name, byte color)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        byte[] pixels = [.. Enumerable.Range(0, 50 * 60 * 3).Select(i => (byte)(color + (i % 7)))];
        PngWriter.Write(_folder.File(name), new Image(50, 60, 3, pixels));
    }
}
