using Hornbill.Models;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Every built-in net, exported and read again, predicts what it predicted.</summary>
public class ImportNetsTests
{
    public static TheoryData<string> Nets => [.. Hornbill.Models.Nets.Names];

    [Theory]
    [MemberData(nameof(Nets))]
    public void Nets_come_back(string name)
    {
        using var folder = new TempFolder();
        var path = folder.File("net.onnx");
        var model = Samples.Drawn(Hornbill.Models.Nets.Named(name, settings: new() { Seed = 3 }));
        model.Metadata["class_names"] = "[\"a\"]";
        foreach (var (input, folds) in ((string, bool)[])[("nhwc", true), ("nchw", false)])
        {
            model.ExportOnnx(path, new() { Input = input, FoldsBatchNormalization = folds, ExternalData = folds });
            var again = Model.FromOnnx(path);
            Assert.Equal(model.InputShape, again.InputShape);
            Assert.Equal("[\"a\"]", again.Metadata["class_names"]);
            foreach (var count in (int[])[1, 7])
            {
                var x = Samples.Of(model.InputShape, count, count, low: 0);
                Samples.AssertClose(model.Predict(x), again.Predict(x), 1e-5, $"{name}, {input}, {count} samples");
            }
        }
    }

    [Fact]
    public void What_is_read_is_a_model_as_any_other()
    {
        using var folder = new TempFolder();
        var path = folder.File("net.onnx");
        var model = Hornbill.Models.Nets.Named("lab-d", settings: new() { Seed = 3 });
        model.ExportOnnx(path, new() { Input = "nchw" });
        var again = OnnxModel.Load(path);
        Assert.Equal(model.ParameterCount, again.ParameterCount);
        Assert.Contains("conv2d", again.Summary(), StringComparison.Ordinal);
        var x = Samples.Of(again.InputShape, 8, low: 0);
        again.Compile("sgd", "sparse_categorical_crossentropy");
        var before = again.Predict(x);
        again.Fit(x, new Hornbill.Tensors.Tensor([8], [0, 1, 2, 3, 4, 5, 6, 7]), epochs: 1);
        Assert.NotEqual(before.Data.ToArray(), again.Predict(x).Data.ToArray());
        again.Save(folder.File("net.safetensors"));
        Samples.AssertClose(again.Predict(x), Model.Load(folder.File("net.safetensors")).Predict(x), 0, "saved");
    }
}
