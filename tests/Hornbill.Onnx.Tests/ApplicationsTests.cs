using Hornbill.Applications;
using Hornbill.Models;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Published nets, on small images, predict in ONNX Runtime what they predict here, and come back.</summary>
[Trait("Speed", "slow")]
public class ApplicationsTests
{
    const int Side = 32, Classes = 10;

    public static TheoryData<string> Names => [.. Pretrained.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Applications_predict_the_same(string name)
    {
        using var folder = new TempFolder();
        var path = folder.File("net.onnx");
        // VGG16 has the same top as VGG19, which alone is two thirds of its weights.
        var model = Samples.Drawn(Pretrained.Named(name, includeTop: name != "vgg19", weights: null, inputShape: (Side, Side, 3),
            pooling: name == "vgg19" ? "avg" : null, classes: Classes, seed: 3));
        model.ExportOnnx(path, new() { Input = "nchw" });
        var again = Model.FromOnnx(path);
        foreach (var count in (int[])[1, 7])
        {
            var x = Samples.Of(model.InputShape, count, count);
            var expected = model.Predict(x);
            Samples.AssertClose(expected, OnnxRuntime.Run(path, Samples.ChannelsFirst(x))[0], 1e-4, name);
            Samples.AssertClose(expected, again.Predict(x), 1e-5, $"{name}, read again");
        }
    }
}
