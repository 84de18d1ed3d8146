using System.Reflection;
using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>A net that others trained, written by CNTK for operator set 8, as a package on NuGet has it.</summary>
[Trait("Speed", "slow")]
public class ResNet18Tests
{
    const int Side = 224, Photographs = 10;

    static readonly string Folder = typeof(ResNet18Tests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "ResNet18").Value!;

    static readonly string Path = System.IO.Path.Combine(Folder, "tools", "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");

    /// <summary>CNTK's nets take blue, green and red less the mean, and files do not say so; by torchvision's preprocessing it is
    /// 0.64.</summary>
    [Fact]
    public void A_head_on_its_features_tells_ants_from_bees()
    {
        Assert.SkipUnless(File.Exists(Path), $"There is no {Path}.");
        var data = Environment.GetEnvironmentVariable("HORNBILL_DATA") is { } set ? System.IO.Path.Combine(set, "folder", "hymenoptera")
            : null;
        Assert.SkipUnless(Directory.Exists(data), "HORNBILL_DATA has no photographs in folder/hymenoptera.");
        var model = Model.FromOnnx(Path);
        var (trunk, preparation) = (Transfer.WithoutTop(model), ImagePreparation.Of(model));
        Assert.Equal("caffe", preparation.Normalization?.Name);
        ArrayData Features(string part) => new FeatureCache().Features(trunk,
            ImageFolder.Load(System.IO.Path.Combine(data!, part), (Side, Side), preparation.FolderOptions(trunk.InputShape)));
        var head = new Sequential([new Input(512), new Dropout(0.2), new Dense(2, "softmax")], seed: 1);
        head.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
        head.Fit(Features("train"), batchSize: 32, epochs: 30, seed: 1);
        Assert.InRange(head.Evaluate(Features("val"))["accuracy"], 0.93, 1);
    }

    [Fact]
    public void Photographs_have_the_features_of_ONNX_Runtime()
    {
        Assert.SkipUnless(File.Exists(Path), $"There is no {Path}.");
        var data = Environment.GetEnvironmentVariable("HORNBILL_DATA") is { } set ? System.IO.Path.Combine(set, "folder", "hymenoptera")
            : null;
        Assert.SkipUnless(Directory.Exists(data), "HORNBILL_DATA has no photographs in folder/hymenoptera.");
        var model = Model.FromOnnx(Path);
        Assert.Equal([Side, Side, 3], model.InputShape.ToArray());
        Assert.Equal([1, 1, 512], model.OutputShape.ToArray());
        string[] photographs = [.. Directory.GetFiles(data!, "*.jpg",
            SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(Photographs)];
        Assert.Equal(Photographs, photographs.Length);
        foreach (var photograph in photographs)
        {
            var image = new ImageScaling().Apply(ImageReader.Default.Read(photograph).ToRgb(), (Side, Side));
            for (var i = 0; i < image.Data.Length; i++) image.Data[i] -= 118;
            var x = image.Reshape([1, Side, Side, 3]);
            var expected = OnnxRuntime.Run(Path, Samples.ChannelsFirst(x))[0];
            var came = model.Predict(x);
            Samples.AssertClose(expected.Reshape([1, 512]), came.Reshape([1, 512]), 1e-4, photograph);
        }
    }
}
