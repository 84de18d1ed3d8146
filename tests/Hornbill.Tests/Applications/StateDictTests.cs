using System.Diagnostics;
using Hornbill.Applications;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Applications;

/// <summary>State dicts in models, against what PyTorch computes with them.</summary>
public sealed class StateDictTests : IDisposable
{
    static readonly System.Text.Json.JsonElement Golden = GoldenData.Read("pytorch.json").GetProperty("layers");

    readonly TempFolder _folder = new();

    public StateDictTests() => File.WriteAllBytes(Path, Golden.GetProperty("file").GetBytesFromBase64());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void By_name_the_logits_are_those_of_PyTorch()
    {
        var model = Net("0", "1", "3", "7", "8");
        var report = model.LoadStateDict(Path);
        AssertLogits(model);
        Assert.Equal(["1.num_batches_tracked", "7.num_batches_tracked"], report.Unused);
        Assert.Equal(new StateDictRow("3/kernel", [3, 3, 4, 2], "3.weight", [8, 1, 3, 3]), report.Rows[6]);
        Assert.Matches(@"8\.weight +\(5, 72\) +->  8/kernel \(72, 5\)", $"{report}");
        Assert.Contains("1.num_batches_tracked  not used", $"{report}", StringComparison.Ordinal);
    }

    [Fact]
    public void By_order_or_by_a_map_names_do_not_matter()
    {
        var model = Net("edges", "calm", "each", "row", "head");
        model.LoadStateDict(Path, by: "order");
        AssertLogits(model);
        model = Net("edges", "calm", "each", "7", "head");
        model.LoadStateDict(Path, map: new Dictionary<string, string>
        { ["edges"] = "0", ["calm"] = "1", ["each"] = "3", ["head/kernel"] = "8.weight", ["head/bias"] = "8.bias" });
        AssertLogits(model);
    }

    [Fact]
    public void What_does_not_match_is_told_and_changes_nothing()
    {
        var model = Net("edges", "1", "3", "7", "8");
        var before = model.GetWeights()[0].Value.Data.ToArray();
        ThreeParts.Throws<ArgumentException>(() => model.LoadStateDict(Path), "has no tensor 'edges.weight'", "2 of 14", "Give a map");
        ThreeParts.Throws<ArgumentException>(() =>
            model.LoadStateDict(Path, map: new Dictionary<string, string> { ["edge"] = "0" }), "'edge'");
        ThreeParts.Throws<ArgumentException>(() =>
            model.LoadStateDict(Path, map: new Dictionary<string, string> { ["edges"] = "00" }), "'00'");
        ThreeParts.Throws<ArgumentException>(() => model.LoadStateDict(Path, "order", new Dictionary<string, string> { ["edges"] = "0" }),
            "a map goes with names");
        var wide = new Sequential([new Input(6, 6, 3), new Conv2D(5, 3, name: "0")], seed: 1);
        ThreeParts.Throws<ArgumentException>(() =>
            wide.LoadStateDict(Path), "'0.weight' of shape (4, 3, 3, 3), but the net needs (5, 3, 3, 3)");
        ThreeParts.Throws<ArgumentException>(() => wide.LoadStateDict(Path, by: "order"), "14 tensors with weights", "has 2 weights");
        Assert.Equal(before, model.GetWeights()[0].Value.Data);
    }

    [Fact]
    public void Sequences_and_models_within_are_turned_too()
    {
        var inner = new Sequential([new Input(8, 3), new Conv1D(4, 3, name: "conv")], "trunk", seed: 1);
        var model = new Sequential([new Input(8, 3), inner, new PReLU(sharedAxes: [1]) { Name = "act" }], seed: 1);
        SafeTensorsFile.Write(_folder.File("s.safetensors"),
            [("trunk.conv.weight", new Tensor([4, 3, 3], [.. Enumerable.Range(0, 36).Select(i => (float)i)])),
             ("trunk.conv.bias", new Tensor([4])), ("act.alpha", new Tensor([4], [1, 2, 3, 4]))]);
        model.LoadStateDict(_folder.File("s.safetensors"));
        Assert.Equal([0, 9, 18, 27, 3, 12], model.GetWeights()[0].Value.Data[..6]);
        Assert.Equal([1, 2, 3, 4], model.GetWeights()[2].Value.Data);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void A_resnet18_of_torchvision_has_the_same_logits()
    {
        Assert.SkipUnless(Python("import torch, torchvision"), "python3 has no torchvision");
        Assert.True(Python(
            $"import numpy, torch, torchvision; torch.manual_seed(3); net = torchvision.models.resnet18().train(); net(torch.randn(8, 3, " +
            $"64, 64)); " +
            $"net.eval(); x = torch.randn(2, 3, 64, 64); torch.save(net.state_dict(), '{Path}'); " +
            $"numpy.savez('{_folder.File("ends.npz")}', x=x.permute(0, 2, 3, 1).contiguous().numpy(), y=net(x).detach().numpy())"));
        var ends = NpzFile.Read(_folder.File("ends.npz"));
        var model = ResNet.ResNet18(weights: null, inputShape: [64, 64, 3], classifierActivation: null);
        model.LoadStateDict(Path);
        var (expected, came) = (ends["y"].ToTensor().Data, model.Predict(ends["x"].ToTensor()).Data);
        Assert.All(expected.Zip(came), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    static bool Python(string code)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", code]) { RedirectStandardError = true });
        process?.StandardError.ReadToEnd();
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }

    static Sequential Net(string conv, string norm, string each, string row, string head) => new([new Input(6, 6, 3),
        new Conv2D(4, 3, padding: "same", name: conv), new BatchNormalization(epsilon: 1e-5, name: norm), new ReLU(),
        new DepthwiseConv2D(3, padding: "same", depthMultiplier: 2, name: each), new MaxPooling2D(2), new Flatten(), new Dropout(0.5),
        new BatchNormalization(epsilon: 1e-5, name: row), new Dense(5, name: head)], seed: 1);

    static void AssertLogits(Model model)
    {
        var x = new Tensor([2, 6, 6, 3], [.. GoldenData.Signed(9100, 216, 1).Select(v => (float)v)]);
        Assert.All(Golden.Doubles("logits").Zip(model.Predict(x).Data), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    string Path => _folder.File("net.pth");
}
