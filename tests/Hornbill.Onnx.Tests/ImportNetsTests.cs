using Hornbill.Models;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>A net that was exported and read again is trained and saved.</summary>
public class ImportNetsTests
{
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
