using System.Text.Json;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tool;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Seeing;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>inspect and explain, in this process.</summary>
public sealed class SeeingTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static async Task<(int Code, string Output, string Error)> Run(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.Run(words, output, error);
        return (code, output.ToString(), error.ToString());
    }

    string Saved(params Layer[] layers)
    {
        var model = new Sequential(layers, seed: 1);
        model.Metadata["dataset"] = "glyphs";
        model.Save(_folder.File("model.safetensors"));
        return _folder.File("model.safetensors");
    }

    string Grey() => Saved(new Input(28, 28, 1),
        new Sequential([new Input(28, 28, 1), new Conv2D(4, 5, activation: "relu"), new MaxPooling2D(2)], "trunk"),
        new Conv2D(3, 3, activation: "relu"), new GlobalAveragePooling2D(), new Dense(10, "softmax"));

    [Fact]
    public async Task All_of_a_grey_net_is_shown_in_order()
    {
        var folder = _folder.File("seen");
        var (code, output, error) = await Run("inspect", Grey(), "glyphs:3", "--output", folder, "--limit", "40");
        Assert.True(code == 0, error);
        Assert.Contains("class looked for", output, StringComparison.Ordinal);
        var html = File.ReadAllText(Path.Combine(folder, "index.html"));
        string[] titles = ["Filters", "Feature maps", "Activation maximisation", "Saliency", "Integrated gradients", "Grad-CAM",
            "Grad-CAM++", "Occlusion",
            "Embedding"];
        var places = titles.Select(t => html.IndexOf($"<h2>{t}</h2>", StringComparison.Ordinal)).ToArray();
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
        Assert.Contains("trunk/conv2d: 4 filters 5", html, StringComparison.Ordinal);
        foreach (var name in (string[])["filters-00-trunk-conv2d.png", "features-05-dense.png", "maximise-02-dense.png",
            "gradcam-02-conv2d.png",
            "gradcam++-01-trunk-conv2d.png", "occlusion-02-over-the-image.png", "embedding-01-t-SNE.png"])
            Assert.True(ImageReader.Default.Read(Path.Combine(folder, name)).Width > 20, name);
    }

    [Fact]
    public async Task A_photograph_is_looked_at_by_a_net_of_colours_and_one_layer_and_class_may_be_asked_for()
    {
        var model = Saved(new Input(20, 20, 3), new Conv2D(4, 3, activation: "relu"), new Conv2D(5, 3), new Flatten(),
            new Dense(2, "softmax"));
        PngWriter.Write(_folder.File("photo.png"), new Image(20, 20, 3, [.. Enumerable.Range(0, 1200).Select(i => (byte)(i * 7))]));
        var (code, output, error) = await Run("inspect", model, _folder.File("photo.png"), "--what", "filters,gradcam,features", "--layer",
            "conv2d_1",
            "--class", "1", "--output", _folder.File("seen"));
        Assert.True(code == 0, error);
        Assert.Contains("class looked for: class 1", output, StringComparison.Ordinal);
        Assert.Equal(["features-00-the-image.png", "features-01-conv2d_1.png", "filters-00-conv2d_1.png", "gradcam-00-the-image.png",
            "gradcam-01-conv2d_1.png", "index.html"], Directory.GetFiles(_folder.File("seen")).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
        // Of all what needs more than is there is left out.
        (code, output, error) = await Run("inspect", model, _folder.File("photo.png"), "--output", _folder.File("all"));
        Assert.True(code == 0, error);
        Assert.Contains("Without embedding: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no file", "fashion-mnist:12", "nothing.png")]
    [InlineData("image 'x' of glyphs", "whole number", "glyphs:x")]
    [InlineData("image 99999 of glyphs", "0 to", "glyphs:99999")]
    [InlineData("layer 'conv3d'", "Did you mean 'conv2d'?", "glyphs:0", "--layer", "conv3d")]
    [InlineData("Class 10 was asked for", "0 to 9", "glyphs:0", "--class", "10")]
    [InlineData("thing to show 'salency'", "Did you mean 'saliency'?", "glyphs:0", "--what", "salency")]
    [InlineData("'dense' of shape (10,)", "feature maps", "glyphs:0", "--what", "gradcam", "--layer", "dense")]
    [InlineData("'dense' was asked for", "no convolution", "glyphs:0", "--what", "filters", "--layer", "dense")]
    public async Task Wrong_words_of_inspect_are_told(string part, string other, string image, params string[] more)
    {
        var (code, _, error) = await Run(["inspect", Grey(), image, "--output", _folder.File("seen"), .. more]);
        Assert.NotEqual(0, code);
        ThreeParts.Assert(error.Split('\n')[0], part, other);
    }

    [Fact]
    public async Task What_is_no_model_of_images_and_a_file_for_a_folder_are_told()
    {
        var (code, _, error) = await Run("inspect", Saved(new Input(4), new Dense(2)), "glyphs:0");
        Assert.Equal(1, code);
        ThreeParts.Assert(error.Split('\n')[0], "takes (4,)", "grey or RGB");
        File.WriteAllText(_folder.File("taken"), "");
        (code, _, error) = await Run("inspect", Grey(), "glyphs:0", "--output", _folder.File("taken"));
        ThreeParts.Assert(error.Split('\n')[0], "is a file", "--output");
        (code, _, error) = await Run("explain", Grey(), "glyphs", "--folds", "1");
        ThreeParts.Assert(error.Split('\n')[0], "--folds got 1", "2 at least");
        (code, _, error) = await Run("explain", Grey(), "glyphs", "--output", "a.png");
        ThreeParts.Assert(error.Split('\n')[0], "a.png", ".html");
        (code, _, error) = await Run("explain", Grey(), "glyphs", "--folds", "3", "--limit", "12");
        ThreeParts.Assert(error.Split('\n')[0], "of class", "fewer folds");
    }

    [Fact]
    public async Task A_model_is_explained_on_one_page_and_as_lines_of_json()
    {
        var page = _folder.File("explain.html");
        var (code, output, error) = await Run("explain", Grey(), "glyphs", "--folds", "0", "--limit", "60", "--shown", "4", "--json",
            "--output", page);
        Assert.True(code == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(4, lines.Count(l => l.GetProperty("kind").GetString() == "wrong"));
        Assert.Equal(4, lines.Count(l => l.GetProperty("kind").GetString() == "unsure"));
        var html = File.ReadAllText(page);
        foreach (var word in (string[])["Most wrong", "Least sure", "Probable label errors", "judged by the model itself",
            "data:image/png"])
            Assert.Contains(word, html, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_were_made_wrong_are_found_by_folds()
    {
        const int Images = 1200, Wrong = 48;
        var glyphs = Glyphs.Load(train: Images, test: 1).Train;
        var (x, labels) = (new Tensor([Images, 28, 28, 1]), glyphs.GetLabels());
        for (var n = 0; n < Images; n++) SeenImage.Row(glyphs, n, [28, 28, 1]).Data.CopyTo(x.Row(n));
        int[] spoiled = [.. Enumerable.Range(0, Wrong).Select(i => i * Images / Wrong)];
        foreach (var n in spoiled) labels[n] = (labels[n] + 3) % 10;
        var source = new ArrayData(x, new Tensor([Images], [.. labels.Select(l => (float)l)]));
        var model = new Sequential([new Input(28, 28, 1), new Conv2D(12, 5, strides: 2, activation: "relu"),
            new Conv2D(24, 3, activation: "relu"),
            new MaxPooling2D(2), new Flatten(), new Dropout(0.3), new Dense(48, "relu"), new Dense(10, "softmax")], seed: 5);
        var data = new TestImages("glyphs", source, labels, glyphs.ClassNames, i => TestImages.Of(glyphs, i));
        var told = new List<string>();
        var found = new Explanation(new(model, "net", null, glyphs.ClassNames, new(PixelRange.Unit)), data,
            new ExplainSettings { Folds = 3, Epochs = 10, BatchSize = 32 }, told.Add).Mislabelled.ToArray();
        var right = found.Count(f => spoiled.Contains(f.Index) && f.Seen == glyphs.Labels[f.Index]);
        // Half of them, since only what is surer than its class on the mean counts; and little else.
        Assert.True(right >= Wrong / 2,
            $"{right} of {Wrong} were found, {found.Count(f => spoiled.Contains(f.Index))} of {found.Length}: {string.Join("\n", told)}");
        Assert.True(found.Length <= 1.3 * right, $"{found.Length} were suspected");
        Assert.True(found.Take(12).Count(f => spoiled.Contains(f.Index)) >= 10, string.Join(", ", found.Take(12).Select(f => f.Index)));
    }
}
