using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tests;
using Hornbill.Tests.Golden;
using Hornbill.Tool;
using Xunit;

namespace Hornbill.Keras.Tests;

/// <summary><c>hornbill convert</c> and <c>hornbill summary</c> of every kind of file.</summary>
public sealed class ConvertTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_goes_through_all_kinds_and_comes_back()
    {
        var model = Net();
        model.Metadata["class_names"] = """["a","b"]""";
        model.Save(_folder.File("a.safetensors"));
        await Run("convert", "a.safetensors", "b.keras");
        await Run("convert", "b.keras", "c.safetensors");
        var again = Model.Load(_folder.File("c.safetensors"));
        Assert.Equal(model.ToConfig(), again.ToConfig());
        Assert.Equal(model.GetWeights().SelectMany(w => w.Value.Data), again.GetWeights().SelectMany(w => w.Value.Data));
        Assert.Equal(model.Metadata, again.Metadata);
        foreach (var weights in (string[])["d.weights.h5", "d.npz"])
        {
            await Run("convert", "b.keras", weights);
            Assert.Contains("4 weights fit", await Run("convert", weights, "e.keras", "--net", "a.safetensors"), StringComparison.Ordinal);
            Assert.Equal(model.GetWeights()[0].Value.Data, KerasModel.Load(_folder.File("e.keras")).GetWeights()[0].Value.Data);
        }
        await Run("convert", "b.keras", "f.onnx");
        await Run("convert", "f.onnx", "g.keras");
        Assert.Equal(model.ParameterCount, KerasModel.Load(_folder.File("g.keras")).ParameterCount);
    }

    [Fact]
    public async Task A_state_dict_is_told_tensor_by_tensor()
    {
        File.WriteAllBytes(_folder.File("net.pth"), GoldenData.Read("pytorch.json").GetProperty("net").GetProperty("zip")
            .GetBytesFromBase64());
        new Sequential([new Input(4, 4, 1), new Conv2D(2, 3) { Name = "edges" }, new BatchNormalization { Name = "1" }, new Flatten(),
            new Dense(2) { Name = "3" }], seed: 1).Save(_folder.File("like.safetensors"));
        File.WriteAllText(_folder.File("map.json"), """{"edges": "0"}""");
        var told = await Run("convert", "net.pth", "out.safetensors", "--net", "like.safetensors", "--map", "map.json");
        Assert.Matches(@"0\.weight +\(2, 1, 3, 3\)  ->  edges/kernel \(3, 3, 1, 2\)", told);
        Assert.Contains("1.num_batches_tracked  not used", told, StringComparison.Ordinal);
        Assert.Contains("out.safetensors: a file of Hornbill", told, StringComparison.Ordinal);
        // (out, in, h, w) of counted values: the second output's first number is 9 further.
        Assert.Equal([-2, 7, -1, 8], Model.Load(_folder.File("out.safetensors")).GetWeights()[0].Value.Data[..4]);
        Assert.Contains("->  edges/kernel", await Run("convert", "net.pth", "out.keras", "--net", "like.safetensors", "--by", "order"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_shows_what_a_file_holds()
    {
        Net().SaveKeras(_folder.File("a.keras"));
        Net().SaveKeras(_folder.File("a.weights.h5"));
        Net().SaveWeights(_folder.File("a.npz"));
        File.WriteAllBytes(_folder.File("a.pth"), GoldenData.Read("pytorch.json").GetProperty("net").GetProperty("row")
            .GetBytesFromBase64());
        Assert.Contains("conv2d (Conv2D)", await Run("summary", "a.keras"), StringComparison.Ordinal);
        Assert.Contains("layers/conv2d/vars/0", await Run("summary", "a.weights.h5"), StringComparison.Ordinal);
        Assert.Contains("conv2d/kernel", await Run("summary", "a.npz"), StringComparison.Ordinal);
        Assert.Contains("1.running_var", await Run("summary", "a.pth"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is a state dict of PyTorch without a model", "convert", "a.pth", "b.keras")]
    [InlineData("would be a state dict of PyTorch, but such files are only read", "convert", "a.keras", "b.pth")]
    [InlineData("There is no kind of file '.tflite'", "convert", "a.tflite", "b.keras")]
    [InlineData("There is no file 'c.keras'", "convert", "c.keras", "b.keras")]
    [InlineData("cannot be read as a map of names", "convert", "a.pth", "b.keras", "--net", "a.keras", "--map", "bad.json")]
    public async Task Wrong_words_are_told(string error, params string[] words)
    {
        Net().SaveKeras(_folder.File("a.keras"));
        File.WriteAllBytes(_folder.File("a.pth"), GoldenData.Read("pytorch.json").GetProperty("net").GetProperty("zip")
            .GetBytesFromBase64());
        File.WriteAllText(_folder.File("bad.json"), """{"a": 1}""");
        Assert.Contains(error, await Run(1, words), StringComparison.Ordinal);
    }

    static Sequential Net() => new([new Input(6, 6, 1), new Conv2D(2, 3, activation: "relu"), new Flatten(), new Dense(2, "softmax")],
        seed: 1);

    Task<string> Run(params string[] words) => Run(0, words);

    // Names of files are of the folder.
    async Task<string> Run(int code, string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] all = [words[0], .. words[1..].Select(w => w.Contains('.', StringComparison.Ordinal) ? _folder.File(w) : w)];
        var came = await CommandLine.Run(all, output, error);
        Assert.True(came == code, $"{error}");
        return $"{output}{error}".Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }
}
