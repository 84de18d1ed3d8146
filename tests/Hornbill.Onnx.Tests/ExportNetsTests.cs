using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Every built-in net, exported, predicts in ONNX Runtime what it predicts here.</summary>
public class ExportNetsTests
{
    public static TheoryData<string> Nets => [.. Hornbill.Models.Nets.Names];

    [Theory]
    [MemberData(nameof(Nets))]
    public void Nets_predict_the_same(string name)
    {
        using var folder = new TempFolder();
        var model = Samples.Drawn(Hornbill.Models.Nets.Named(name, settings: new() { Seed = 3 }));
        foreach (var input in (string[])["nhwc", "nchw"])
            foreach (var folds in (bool[])[true, false])
            {
                var path = folder.File("net.onnx");
                model.ExportOnnx(path, new() { Input = input, FoldsBatchNormalization = folds, ExternalData = !folds });
                foreach (var count in (int[])[1, 7])
                {
                    var x = Samples.Of(model.InputShape, count, count, low: 0);
                    var came = OnnxRuntime.Run(path, input == "nchw" ? Samples.ChannelsFirst(x) : x)[0];
                    Samples.AssertClose(model.Predict(x), came, 1e-4, $"{name}, {input}, {count} samples");
                }
            }
    }
}
