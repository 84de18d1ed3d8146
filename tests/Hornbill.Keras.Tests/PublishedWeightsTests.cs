using Hornbill.Applications;
using Hornbill.Models;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Keras.Tests;

/// <summary>Keras's residual nets take weights in HDF5, with their top and without.</summary>
public sealed class PublishedWeightsTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nets_take_weights_of_HDF5_once_the_package_is_registered()
    {
        KerasModel.Register();
        var drawn = ResNet.ResNet18(weights: null, variant: "keras", seed: 4);
        drawn.SaveKeras(_folder.File("resnet18.weights.h5"));
        var weights = drawn.GetWeights().ToDictionary(w => w.Name, w => w.Value.Data);
        foreach (var top in (bool[])[true, false])
        {
            var net = ResNet.ResNet18(top, _folder.File("resnet18.weights.h5"), variant: "keras");
            Assert.Equal(top ? weights.Count : weights.Count - 2, net.GetWeights().Count);
            Assert.All(net.GetWeights(), w => Assert.Equal(weights[w.Name], w.Value.Data));
            Assert.Equal("caffe", net.Metadata["normalization"]);
        }
        // A file without the top, and one of another net.
        var trunk = ResNet.ResNet18(includeTop: false, weights: null, variant: "keras", seed: 5);
        trunk.SaveKeras(_folder.File("trunk.weights.h5"));
        var again = ResNet.ResNet18(includeTop: false, weights: _folder.File("trunk.weights.h5"), variant: "keras");
        Assert.Equal(trunk.GetWeights()[3].Value.Data, again.GetWeights()[3].Value.Data);
        ThreeParts.Throws<ArgumentException>(() => ResNet.ResNet18(weights: _folder.File("trunk.weights.h5"), variant: "keras"));
    }

    [Fact]
    public void Without_the_package_its_name_is_told() => ThreeParts.Throws<ArgumentException>(() =>
        Hdf5Weights.Set(new Sequential(), ResNet.Keras50, "resnet50.h5", reader: null), "Hornbill.Keras", "KerasModel.Register()");
}
