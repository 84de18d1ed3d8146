using System.Diagnostics;
using System.Globalization;
using Hornbill.Applications;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Applications;

/// <summary>A .pth that PyTorch saved loads as it is, where PyTorch and torchvision are at hand.</summary>
[Trait("Speed", "slow")]
public sealed class PyTorchFileTests : IDisposable
{
    const string Script = """
        import sys, torch, torchvision
        torch.manual_seed(3)
        net = getattr(torchvision.models, sys.argv[1])(weights=None, num_classes=7).eval()
        for m in net.modules():
            if isinstance(m, torch.nn.BatchNorm2d):
                m.running_mean.uniform_(-0.1, 0.1); m.running_var.uniform_(0.8, 1.2)
        torch.save(net.state_dict(), sys.argv[2], _use_new_zipfile_serialization=sys.argv[3] == "zip")
        x = torch.arange(3 * 64 * 64, dtype=torch.float32).reshape(1, 64, 64, 3).mul(0.37).sin().permute(0, 3, 1, 2)
        with torch.no_grad(): print(" ".join(repr(float(v)) for v in net.double()(x.double())[0]))
        """;

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("resnet18", "resnet18", "zip")]
    [InlineData("mobilenet_v2", "mobilenetv2", "row")]
    public void Logits_are_PyTorchs(string torchvision, string net, string form)
    {
        var path = _folder.File("net.pth");
        double[] expected = [.. Run(torchvision, path, form).Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        var model = Pretrained.Named(net, weights: path, inputShape: [64, 64, 3], classes: 7, classifierActivation: null);
        var x = new Tensor([1, 64, 64, 3], [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => MathF.Sin(i * 0.37f))]);
        var came = model.Predict(x).Data;
        for (var c = 0; c < 7; c++) Assert.Equal(expected[c], came[c], 1e-4 * expected.Max(Math.Abs));
    }

    string Run(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "there is no python3");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script, .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.SkipWhen(error.Result.Contains("No module named", StringComparison.Ordinal), "there is no torchvision");
        Assert.True(process.ExitCode == 0, error.Result);
        return output.Result.Trim();
    }
}
