using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Every built-in net, exported, predicts in ONNX Runtime what it predicts here, and so it does read again.</summary>
public class ExportNetsTests
{
    public static TheoryData<string> Nets => [.. Hornbill.Models.Nets.Names];

    [Theory]
    [MemberData(nameof(Nets))]
    public void Nets_predict_the_same_and_come_back(string name)
    {
        using var folder = new TempFolder();
        var path = folder.File("net.onnx");
        var model = Samples.Drawn(Hornbill.Models.Nets.Named(name, settings: new() { Seed = 3 }));
        model.Metadata["class_names"] = "[\"a\"]";
        Tensor[] samples = [Samples.Of(model.InputShape, 1, 1, low: 0), Samples.Of(model.InputShape, 7, 7, low: 0)];
        Tensor[] expected = [.. samples.Select(x => model.Predict(x))];
        foreach (var (input, folds) in ((string, bool)[])[("nhwc", true), ("nchw", false)])
        {
            model.ExportOnnx(path, new() { Input = input, FoldsBatchNormalization = folds, ExternalData = folds });
            var again = Model.FromOnnx(path);
            Assert.Equal(model.InputShape, again.InputShape);
            Assert.Equal("[\"a\"]", again.Metadata["class_names"]);
            foreach (var (x, y) in samples.Zip(expected))
            {
                var what = $"{name}, {input}, {x.Shape[0]} samples";
                Samples.AssertClose(y, OnnxRuntime.Run(path, input == "nchw" ? Samples.ChannelsFirst(x) : x)[0], 1e-4, what);
                Samples.AssertClose(y, again.Predict(x), 1e-5, $"{what}, read again");
            }
        }
    }
}
