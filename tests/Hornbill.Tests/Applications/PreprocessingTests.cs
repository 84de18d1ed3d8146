using Hornbill.Applications;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Applications;

/// <summary>Pixels as Keras's preprocess_input makes them, and names for what nets predict.</summary>
public class PreprocessingTests
{
    [Theory]
    [InlineData("caffe", 30 - 103.939, 20 - 116.779, 10 - 123.68)]
    [InlineData("tf", (10 / 127.5) - 1, (20 / 127.5) - 1, (30 / 127.5) - 1)]
    [InlineData("torch", ((10 / 255.0) - 0.485) / 0.229, ((20 / 255.0) - 0.456) / 0.224, ((30 / 255.0) - 0.406) / 0.225)]
    [InlineData("unit", 10 / 255.0, 20 / 255.0, 30 / 255.0)]
    [InlineData("none", 10, 20, 30)]
    public void Each_mode_has_its_formula(string mode, double first, double second, double third)
    {
        var x = new Tensor([1, 1, 2, 3], [10, 20, 30, 10, 20, 30]);
        var y = ImageNet.PreprocessInput(x, mode);
        Assert.Equal(x.Shape, y.Shape);
        double[] expected = [first, second, third, first, second, third];
        for (var i = 0; i < 6; i++) Assert.Equal(expected[i], y.Data[i], 1e-4);
        Assert.Equal(10, x.Data[0]);
    }

    [Fact]
    public void Families_prepare_as_their_weights_were_trained()
    {
        var x = new Tensor([1, 1, 1, 3], [10, 20, 30]);
        Assert.Equal(Preprocessing.Caffe.Apply(x).Data, VGG.PreprocessInput(x).Data);
        Assert.Equal(Preprocessing.Caffe.Apply(x).Data, ResNet.PreprocessInput(x).Data);
        Assert.Equal(Preprocessing.Torch.Apply(x).Data, SqueezeNet.PreprocessInput(x).Data);
    }

    [Fact]
    public void Other_channels_and_modes_are_told()
    {
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => VGG.PreprocessInput(new Tensor([1, 2, 2, 1]))).Message);
        Assert.Contains("caffe", Assert.Throws<ArgumentException>(() => ImageNet.PreprocessInput(new Tensor([1, 3]), "cafe")).Message,
            StringComparison.Ordinal);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => ImageNet.DecodePredictions(new Tensor([1, 10]))).Message);
    }

    [Fact]
    public void The_likeliest_come_first_and_of_equals_the_first()
    {
        var best = ImageNet.Best([0.1f, 0.4f, 0.1f, 0.4f], [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")], 3);
        Assert.Equal([new("b", "B", 0.4f), new("d", "D", 0.4f), new("a", "A", 0.1f)], best);
    }
}
