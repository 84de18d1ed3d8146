using System.CommandLine;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Hornbill.Tests.Data;
using Hornbill.Tool;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>What the program says of files that are not what it takes, and of models that another program made.</summary>
public sealed class AdviceTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string At(string name) => _folder.File(name);

    static async Task<(int Code, string Output, string Error)> Run(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.Run(words, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A model's file as a program that uses the library writes it.</summary>
    string Model(string name, Layer[] layers, bool compile = true, params (string Key, string Value)[] metadata)
    {
        var model = new Sequential(layers, seed: 1);
        if (compile) model.Compile("sgd", model.Outputs[0].Shape is [1] ? "binary_crossentropy" : "sparse_categorical_crossentropy");
        foreach (var (key, value) in metadata) model.Metadata[key] = value;
        model.Save(At(name));
        return At(name);
    }

    string Gray(params (string, string)[] metadata) =>
        Model("gray.safetensors", [new Input(28, 28, 1), new Flatten(), new Dense(3, "softmax")], true, metadata);

    string Write(string name, byte[] content)
    {
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    string Png(string name, int height, int width, int channels)
    {
        PngWriter.Write(At(name), new Hornbill.Images.Image(width, height, channels, new byte[height * width * channels]));
        return At(name);
    }

    async Task Told(string[] words, params string[] mentions)
    {
        var (code, output, error) = await Run(words);
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        ThreeParts.Assert(error.ReplaceLineEndings("\n").Split('\n')[0], mentions);
    }

    [Fact]
    public async Task What_is_no_image_is_told_as_what_it_is()
    {
        var model = Gray();
        await Told(["predict", model, Write("x.json", [.. "{\"a\": 1}"u8])], "is JSON text", "an image or an IDX file");
        await Told(["predict", model, model], "is a safetensors file", "an image");
        await Told(["predict", model, Write("page.jpg", [.. "<html></html>"u8])], "is an HTML");
        await Told(["predict", model, Write("x.gif", [.. "GIF89a0123456789"u8])], "GIF", "Convert it to PNG");
        await Told(["predict", model, Write("labels", IdxFile.Bytes([1, 2, 3], 3))], "3 numbers, as labels are kept",
            "the file of the images");
        await Told(["predict", model, Write("one", IdxFile.Bytes(new byte[784], 28, 28))], "one image without the number of images",
            "(1, 28, 28)");
        await Told(["predict", model, Write("planes", IdxFile.Bytes(new byte[2 * 784], 2, 1, 28, 28))], "planes, channels first");
        await Told(["predict", model, Write("small", IdxFile.Bytes(new byte[2 * 9], 2, 3, 3))], "(3, 3, 1)", "(28, 28, 1)");
        await Told(["predict", model, Write("color", IdxFile.Bytes(new byte[2 * 784 * 3], 2, 28, 28, 3))], "1 channel");
        await Told(["predict", model, _folder.Path], "is a folder");
        await Told(["predict", model, At("none.png")], "There is no file");
    }

    [Fact]
    public async Task What_is_no_model_is_told_as_what_it_is()
    {
        var image = Png("a.png", 28, 28, 1);
        await Told(["predict", image, Gray()], "is a PNG image", "Give the model first");
        await Told(["evaluate", Write("labels", IdxFile.Bytes([1, 2, 3], 3))], "is an IDX file", "Give the model first");
        await Told(["summary", Write("x.json", [.. "[1]"u8])], "is JSON text", "the file of a model");
        await Told(["plan", Write("x.model", [0x89, .. "HDF\r\n"u8, 0x1A, 10])], "is an HDF5 file", "Model.Save");
        SafeTensorsFile.Write(At("weights.safetensors"), [("a", new Tensor([1], [1]))]);
        await Told(["predict", At("weights.safetensors"), image], "LoadWeights");
    }

    [Fact]
    public async Task What_is_no_data_set_is_told_as_what_it_is()
    {
        await Told(["evaluate", Gray(), Png("a.png", 28, 28, 1)], "is a PNG image", "a folder of images", "predict");
        await Told(["train", Write("images", IdxFile.Bytes(new byte[784], 1, 28, 28))], "is an IDX file", "a folder of images");
        await Told(["evaluate", Gray(), "cifar10"], "(32, 32, 3)", "(28, 28, 1)", "glyphs");
        await Told(["evaluate", Gray()], "does not tell what it was trained on", "after the model");
        await Told(["evaluate", Model("raw.safetensors", [new Input(28, 28, 1), new Flatten(), new Dense(10, "softmax")], compile: false),
            "glyphs"], "not compiled");
        await Told(["evaluate", Gray(("dataset", _folder.Path)), At("none")], "no data set");
    }

    [Fact]
    public async Task A_model_that_the_library_wrote_is_used_as_one_of_its_own()
    {
        var model = Model("ten.safetensors", [new Input(28, 28, 1), new Flatten(), new Dense(10, "softmax")]);
        var (code, output, error) = await Run("evaluate", model, "glyphs", "--limit", "20");
        Assert.True(code == 0, error);
        Assert.Matches(@"^sequential on 20 test images of glyphs: loss \d", output);
        (code, output, error) = await Run("predict", model, Png("a.png", 28, 28, 3));
        Assert.True(code == 0, error);
        Assert.Matches(@"^0: \d 0\.\d{4}, \d 0\.\d{4}, \d 0\.\d{4}\s*$", output);
        Assert.Equal(0, (await Run("summary", Model("raw.safetensors", [new Input(4), new Dense(1)], compile: false))).Code);
        Assert.Equal(0, (await Run("plan", At("raw.safetensors"), "--inference")).Code);
    }

    [Theory]
    [InlineData(40, 48)]
    [InlineData(9, 8)]
    public async Task A_model_of_any_size_takes_images_of_any(int height, int width)
    {
        var model = Model("any.safetensors", [new Input(null, null, 3), new Conv2D(2, 3), new GlobalAveragePooling2D(),
            new Dense(2, "softmax")], true, ("class_names", "[\"ant\",\"bee\"]"));
        var (code, output, error) = await Run("predict", model, Png("a.png", height, width, 1));
        Assert.True(code == 0, error);
        Assert.Matches(@"^0: (ant 0\.\d{4}, bee|bee 0\.\d{4}, ant) 0\.\d{4}\s*$", output);
        (code, output, error) = await Run("predict", model,
            Write("idx", IdxFile.Bytes(new byte[2 * height * width * 3], 2, height, width, 3)));
        Assert.True(code == 0, error);
        Assert.Contains("1: ", output, StringComparison.Ordinal);
        Directory.CreateDirectory(At("photos/ant"));
        Directory.CreateDirectory(At("photos/bee"));
        Png("photos/ant/1.png", height, width, 3);
        Png("photos/bee/1.png", height + 1, width, 3);
        (code, output, error) = await Run("evaluate", model, At("photos"));
        Assert.True(code == 0, error);
        Assert.Contains("2 test images", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_of_vectors_and_of_one_unit_name_classes_too()
    {
        var (code, output, error) = await Run("predict", Model("flat.safetensors", [new Input(784), new Dense(3, "softmax")]),
            Png("a.png", 28, 28, 3));
        Assert.True(code == 0, error);
        Assert.StartsWith("0: ", output, StringComparison.Ordinal);
        await Told(["predict", At("flat.safetensors"), Png("b.png", 30, 30, 3)], "(784,)", "Give a model of images");
        var two = Model("two.safetensors", [new Input(4, 4, 1), new Flatten(), new Dense(1, "sigmoid")], true,
            ("class_names", "[\"cat\",\"dog\"]"));
        (code, output, error) = await Run("predict", two, Png("c.png", 4, 4, 1));
        Assert.True(code == 0, error);
        Assert.Contains("cat 0.5000", output, StringComparison.Ordinal);
        Assert.Contains("dog 0.5000", output, StringComparison.Ordinal);
        await Told(["predict", Model("maps.safetensors", [new Input(4, 4, 1), new Conv2D(2, 1, activation: "softmax")]), At("c.png")],
            "(4, 4, 2)", "PredictAll");
    }

    [Fact]
    public void A_home_that_is_not_there_or_cannot_be_written_to_is_told()
    {
        Assert.Equal("", DataFolders.CacheIn(null, ""));
        Assert.Equal(Path.Combine("k", "datasets"), DataFolders.CacheIn("k", ""));
        ThreeParts.Throws<IOException>(() => new DataFolders(null, "").Make("mnist"), "no home folder", "HORNBILL_DATA", "KERAS_HOME");
        ThreeParts.Throws<IOException>(() => new DataFolders(null, Path.Combine(Write("file", []), "datasets")).Make("mnist"),
            "cannot be made", "KERAS_HOME");
        Assert.Contains("HOME is set", new DataFolders("", "").Told, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData("/nonexistent/home")]
    [InlineData("/proc")]
    [InlineData("/dev/null")]
    public void Without_a_home_it_trains_on_what_it_draws_and_tells_what_it_cannot_fetch(string home)
    {
        Dictionary<string, string?> environment = new() { ["HOME"] = home, ["HORNBILL_DATA"] = null, ["KERAS_HOME"] = null };
        using var glyphs = ToolProcess.In(_folder.Path, environment, "train", "--limit", "100", "--epochs", "1", "--net", "lab-a-baseline");
        Assert.True(glyphs.End() == 0, glyphs.Error);
        using var mnist = ToolProcess.In(_folder.Path, environment, "train", "mnist", "--limit", "100", "--epochs", "1");
        Assert.Equal(1, mnist.End());
        ThreeParts.Assert(mnist.Error.Trim(), "KERAS_HOME");
        Assert.False(Directory.Exists(At(".keras")));
        using var data = ToolProcess.In(_folder.Path, environment, "data");
        Assert.True(data.End() == 0, data.Error);
    }

    [Fact]
    public void Help_says_what_is_optional_and_what_it_is_by_default()
    {
        var commands = All(CommandLine.Root()).Where(c => c is not RootCommand).ToArray();
        static bool Says(string? description, bool hasDefault) =>
            hasDefault || description?.Contains("[default: ", StringComparison.Ordinal) == true;
        Assert.Empty(commands.SelectMany(c => c.Options.Where(o =>
            o is not System.CommandLine.Help.HelpOption && !Says(o.Description, o.HasDefaultValue))
            .Select(o => $"{c.Name} {o.Name}: {o.Description}")));
        Assert.Empty(commands.SelectMany(c => c.Arguments.Where(a =>
            a.Arity.MinimumNumberOfValues == 0 && !Says(a.Description, a.HasDefaultValue))
            .Select(a => $"{c.Name} {a.Name}: {a.Description}")));
        Assert.All(commands.SelectMany(c => c.Arguments), a => Assert.False(string.IsNullOrEmpty(a.Description)));

        static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
    }
}
