using System.Security.Cryptography;
using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Hornbill.Tests.Data;
using Xunit;

namespace Hornbill.Tests.Applications;

/// <summary>Weights of files: names and layouts of other libraries, what does not match, what is fetched and kept.</summary>
public sealed class ApplicationWeightsTests : IDisposable
{
    const int Classes = 6;

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mobilenetv2", "features.1.conv.0.0", "blocks.0.0.conv_dw")]
    [InlineData("mobilenetv2", "features.1.conv.2", "blocks.0.0.bn2")]
    [InlineData("mobilenetv2", "features.2.conv.1.1", "blocks.1.0.bn2")]
    [InlineData("mobilenetv2", "features.17.conv.2", "blocks.6.0.conv_pwl")]
    [InlineData("mobilenetv2", "features.17.conv.3", "blocks.6.0.bn3")]
    [InlineData("mobilenetv2", "features.18.0", "conv_head")]
    [InlineData("efficientnet-b0", "features.1.0.block.2.1", "blocks.0.0.bn2")]
    [InlineData("efficientnet-b0", "features.1.0.block.1.fc1", "blocks.0.0.se.conv_reduce")]
    [InlineData("efficientnet-b0", "features.6.3.block.2.fc2", "blocks.5.3.se.conv_expand")]
    [InlineData("efficientnet-b0", "features.6.3.block.3.0", "blocks.5.3.conv_pwl")]
    [InlineData("vgg16", "block5_conv3", "features.28")]
    [InlineData("vgg19", "block5_conv4", "features.34")]
    [InlineData("vgg16", "predictions", "head.fc")]
    public void Timm_names_layers_so(string net, string layer, string expected) =>
        Assert.Equal(expected, Pretrained.Find(net).Names.Single(n => n.Library == "timm").Layer(layer));

    [Theory]
    [InlineData("vgg19")]
    [InlineData("mobilenetv2")]
    [InlineData("efficientnet-b0")]
    [InlineData("squeezenet1.1")]
    public void No_two_weights_have_one_name_in_another_library(string net)
    {
        var application = Pretrained.Find(net);
        var model = application.Build(new(true, null, null, null, 10, null, null, 1), draws: false);
        foreach (var library in application.Names)
            Assert.Equal(model.NamedVariables.Count, model.NamedVariables.Select(v => library.Of(v.Name)).Distinct().Count());
    }

    [Theory]
    [InlineData("w.safetensors")]
    [InlineData("w.npz")]
    public void Its_own_names_come_back(string file)
    {
        var model = Small();
        model.SaveWeights(_folder.File(file));
        var again = Small(weights: _folder.File(file), seed: 9);
        AssertSame(model, again);
        Assert.Equal("torch", again.Metadata["normalization"]);
    }

    [Theory]
    [InlineData("torchvision", "")]
    [InlineData("torchvision", "module.")]
    [InlineData("MXNet", "")]
    public void Names_and_layouts_of_a_library_come_back_with_and_without_the_top(string library, string prefix)
    {
        var model = Small();
        var path = Foreign(model, library, prefix);
        AssertSame(model, Small(weights: path, seed: 9));
        var trunk = SqueezeNet.SqueezeNet11(includeTop: false, weights: path, inputShape: [32, 32, 3], seed: 9);
        Assert.Equal(model.GetWeights()[0].Value.Data, trunk.GetWeights()[0].Value.Data);
    }

    [Fact]
    public void What_does_not_match_is_named_with_what_it_is_nearest_to()
    {
        var path = Foreign(Small(), "torchvision", "", name => name == "features.3.squeeze.bias" ? "features.3.squeze.bias" : name);
        var error = Assert.Throws<ArgumentException>(() => Small(weights: path, seed: 4));
        ThreeParts.Assert(error.Message, "'features.3.squeze.bias'", "'features.3.squeeze.bias'", "lacks");
        path = Foreign(Small(), "torchvision", "", more: "features.99.weight");
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => Small(weights: path)).Message, "'features.99.weight'", "'features.9.");
    }

    [Fact]
    public void Weights_of_other_classes_or_another_net_are_told()
    {
        var path = Foreign(Small(), "torchvision", "");
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() =>
            SqueezeNet.SqueezeNet11(weights: path, inputShape: [32, 32, 3], classes: 7)).Message, "'classifier.1.weight'", "(6, 512, 1, 1)");
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() =>
            MobileNet.MobileNetV2(weights: path, inputShape: [32, 32, 3], classes: 6)).Message, "lacks");
        File.WriteAllText(_folder.File("page.npz"), "<html></html>");
        ThreeParts.Assert(Assert.Throws<InvalidDataException>(() => Small(weights: _folder.File("page.npz"))).Message, "HTML");
        ThreeParts.Assert(Assert.Throws<FileNotFoundException>(() => Small(weights: _folder.File("none.npz"))).Message);
    }

    [Fact]
    public void Published_weights_are_fetched_once_and_held_against_their_checksum()
    {
        var content = File.ReadAllBytes(Foreign(Small(), "torchvision", ""));
        var sum = Convert.ToHexStringLower(SHA256.HashData(content));
        using var server = new FileServer((_, asked) => Answer.File(content, asked));
        var folders = new DataFolders(null, _folder.File("models"));
        PublishedWeights At(string checksum, string name = "w.npz") => new(SqueezeNet.Net, folders)
        {
            Addresses = [new($"{server.Address}{name}", checksum, Preprocessing.Torch)],
        };
        ThreeParts.Assert(Assert.Throws<IOException>(() => At("00000000").Get()).Message, "expected 00000000…");
        Assert.Null(At(sum[..8]).Find());
        Assert.Equal(_folder.File("models/w.npz"), At(sum[..8]).Get().Path);
        var asked = server.Requests.Length;
        Assert.Equal(Preprocessing.Torch.Name, At(sum[..8]).Get().Preprocessing?.Name);
        Assert.Equal(asked, server.Requests.Length);
        Assert.Equal(sum, new KeptChecksum(_folder.File("models/w.npz")).Read());
    }

    [Fact]
    public void Of_a_file_without_a_checksum_that_of_the_first_download_counts()
    {
        byte[] first = [1, 2, 3], second = [1, 2, 4];
        var content = first;
        using var server = new FileServer((_, asked) => Answer.File(content, asked));
        var folders = new DataFolders(null, _folder.File("models"));
        var weights = new PublishedWeights(SqueezeNet.Net, folders) { Addresses = [new($"{server.Address}w.npz", "", Preprocessing.Torch)] };
        var path = weights.Get().Path;
        File.Delete(path);
        content = second;
        Assert.Contains("expected", Assert.Throws<IOException>(() => weights.Get()).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
        content = first;
        Assert.Equal(first, File.ReadAllBytes(weights.Get().Path));
    }

    [Fact]
    public void Weights_and_classes_that_lie_in_the_data_folder_are_found()
    {
        var local = Directory.CreateDirectory(_folder.File("data/weights")).FullName;
        File.WriteAllBytes(Path.Combine(local, "squeezenet1.1-imagenet.npz"), [1]);
        File.WriteAllText(Path.Combine(local, "imagenet_class_index.json"), """{"0": ["n1", "tench"], "1": ["n2", "goldfish"]}""");
        var folders = new DataFolders(_folder.File("data"), _folder.File("cache"));
        Assert.Equal(Path.Combine(local, "squeezenet1.1-imagenet.npz"), new PublishedWeights(SqueezeNet.Net, folders).Find()!.Value.Path);
        Assert.Equal([("n1", "tench"), ("n2", "goldfish")], ImageNet.LoadClasses(ImageNet.FindClasses(folders)!));
        File.WriteAllText(Path.Combine(local, "imagenet_class_index.json"), """{"0": ["n1"]}""");
        ThreeParts.Assert(Assert.Throws<InvalidDataException>(() => ImageNet.LoadClasses(ImageNet.FindClasses(folders)!)).Message);
    }

    static Model Small(string? weights = null, ulong seed = 1) =>
        SqueezeNet.SqueezeNet11(weights: weights, inputShape: [32, 32, 3], classes: Classes, seed: seed);

    static void AssertSame(Model a, Model b)
    {
        foreach (var (x, y) in a.GetWeights().Zip(b.GetWeights())) Assert.Equal(x.Value.Data, y.Value.Data);
    }

    // The weights as another library would have written them.
    string Foreign(Model model, string library, string prefix, Func<string, string>? rename = null, string? more = null)
    {
        var names = SqueezeNet.Net.Names.Single(n => n.Library == library);
        var path = _folder.File($"{Guid.NewGuid():N}.npz");
        var arrays = model.GetWeights().Select(w => (prefix + (rename ?? (n => n))(names.Of(w.Name)),
            new NpyArray(w.Value.Shape.Rank == 4 ? w.Value.Transpose(3, 2, 0, 1) : w.Value)));
        NpzFile.Write(path, more is null ? arrays : arrays.Append((more, new NpyArray(new Tensor([1])))));
        return path;
    }
}
