using Hornbill.Applications;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Applications;

/// <summary>The builders: parameters, shapes, options as Keras has them.</summary>
public class ApplicationTests
{
    public static TheoryData<string, bool, long, long> Counts => new()
    {
        // Trained and all: torchvision's numbers of parameters, and twice as many statistics as channels normalized.
        { "vgg16", true, 138_357_544, 138_357_544 },
        { "vgg16", false, 14_714_688, 14_714_688 },
        { "vgg19", false, 20_024_384, 20_024_384 },
        { "resnet18", true, 11_689_512, 11_699_112 },
        { "resnet34", true, 21_797_672, 21_814_696 },
        { "resnet50", true, 25_557_032, 25_610_152 },
        { "resnet50-keras", true, 25_583_592, 25_636_712 },
        { "resnet50-keras", false, 23_534_592, 23_587_712 },
        { "mobilenetv2", true, 3_504_872, 3_538_984 },
        { "squeezenet1.1", true, 1_235_496, 1_235_496 },
        { "efficientnet-b0", true, 5_288_548, 5_330_564 },
        { "resnet20", true, 272_474, 274_042 },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public void Parameters_are_as_published(string net, bool top, long trained, long all)
    {
        var model = Unweighted(net, top);
        Assert.Equal(all, model.ParameterCount);
        Assert.Equal(trained, model.TrainableParameterCount);
    }

    [Fact]
    public void Airbench_has_its_parameters()
    {
        var model = AirBench.AirBench94(seed: 1);
        model.GetLayer("whiten").Trainable = false;
        // Two convolutions and shifts in each of three groups, and the dense layer.
        var groups = ((int In, int Out)[])[(24, 64), (64, 256), (256, 256)];
        Assert.Equal(groups.Sum(g => (9 * g.Out * (g.In + g.Out)) + (2 * g.Out)) + 2560, model.TrainableParameterCount);
        Assert.Equal<int>([10], model.OutputShape);
    }

    [Fact]
    public void Lab_Cs_trunk_makes_512_numbers_of_48_by_48_pixels()
    {
        var model = VGG.VGG16(includeTop: false, weights: null, inputShape: [48, 48, 3], seed: 1);
        Assert.Equal(14_714_688, model.ParameterCount);
        Assert.Equal<int>([1, 1, 512], model.OutputShape);
    }

    [Fact]
    public void ResNet50_has_53_convolutions_and_one_dense_layer()
    {
        var layers = Unweighted("resnet50-keras", true).Layers;
        Assert.Equal(53, layers.Count(l => l is Conv2D));
        Assert.Single(layers, l => l is Dense);
        Assert.Contains(layers, l => l.Name == "conv4_block6_3_bn");
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("squeezenet1.1")]
    [InlineData("mobilenetv2")]
    [InlineData("efficientnet-b0")]
    [InlineData("resnet50-keras")]
    public void Without_its_top_a_net_takes_any_size_and_pools(string net)
    {
        var maps = Pretrained.Named(net, includeTop: false, weights: null, seed: 3);
        var pooled = new Model(maps.Inputs, [new GlobalAveragePooling2D().Apply(maps.Outputs[0])]);
        foreach (var (height, width) in ((int, int)[])[(32, 64), (64, 32)])
        {
            var x = Noise(height, width);
            var (whole, each) = (maps.Predict(x), pooled.Predict(x));
            Assert.Equal(4, whole.Shape.Rank);
            Assert.Equal<int>([1, whole.Shape[3]], each.Shape);
        }
    }

    [Fact]
    public void Pooling_is_Kerass()
    {
        var x = Noise(40, 40);
        var maps = ResNet.ResNet18(includeTop: false, weights: null, inputShape: [40, 40, 3], seed: 5).Predict(x);
        var average = ResNet.ResNet18(includeTop: false, weights: null, inputShape: [40, 40, 3], pooling: "avg", seed: 5).Predict(x);
        var greatest = ResNet.ResNet18(includeTop: false, weights: null, inputShape: [40, 40, 3], pooling: "max", seed: 5).Predict(x);
        Assert.Equal<int>([1, 2, 2, 512], maps.Shape);
        for (var c = 0; c < 512; c++)
        {
            float[] of = [.. Enumerable.Range(0, 4).Select(i => maps.Data[(i * 512) + c])];
            Assert.Equal(of.Average(), average.Data[c], 1e-5);
            Assert.Equal(of.Max(), greatest.Data[c]);
        }
    }

    [Fact]
    public void A_saved_application_predicts_the_same_bits()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "net.safetensors");
        var model = EfficientNet.EfficientNetB0(weights: null, inputShape: [32, 32, 3], classes: 7, seed: 2);
        model.Save(path);
        Assert.Equal(model.Predict(Noise(32, 32)).Data, Model.Load(path).Predict(Noise(32, 32)).Data);
    }

    [Fact]
    public void Whitened_patches_have_no_correlation()
    {
        var model = AirBench.AirBench94(seed: 1);
        var images = Noise(20, 20);
        AirBench.Whiten(model, images, epsilon: 0);
        var kernel = model.GetLayer("whiten").GetWeights()[0].Value.Data;
        const int Size = 12, Side = 20, Places = (Side - 1) * (Side - 1);
        var products = new double[Size, Size];
        for (var p = 0; p < Places; p++)
        {
            var at = (p / (Side - 1) * Side) + (p % (Side - 1));
            double[] patch = [.. Enumerable.Range(0, Size).Select(i => (double)images.Data[((at + (i / 6 * Side)) * 3) + (i % 6)])];
            double[] made = [.. Enumerable.Range(0, Size).Select(v => patch.Select((x, i) => x * kernel[(i * 2 * Size) + v]).Sum())];
            for (var a = 0; a < Size * Size; a++) products[a / Size, a % Size] += made[a / Size] * made[a % Size] / Places;
        }
        for (var a = 0; a < Size * Size; a++) Assert.Equal(a / Size == a % Size ? 1 : 0, products[a / Size, a % Size], 1e-3);
    }

    [Fact]
    public void Errors_tell_what_to_do()
    {
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => VGG.VGG16(weights: "imagenet", classes: 10)).Message);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => VGG.VGG16(weights: null, inputShape: [16, 16, 3])).Message);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => VGG.VGG16(weights: null, pooling: "mean")).Message);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => VGG.VGG16(weights: null, classes: 0)).Message);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => SmallResNet.ResNet20(weights: "imagenet")).Message);
        Assert.Contains("resnet18", Assert.Throws<ArgumentException>(() => Pretrained.Named("resnet81", weights: null)).Message,
            StringComparison.Ordinal);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => ResNet.ResNet18(weights: null, variant: "tensorflow")).Message);
    }

    internal static Tensor Noise(int height, int width)
    {
        var random = new Random(1);
        return new([1, height, width, 3], [.. Enumerable.Range(0, height * width * 3).Select(_ => random.NextSingle())]);
    }

    // Weights take time to draw and are not needed to count them.
    static Model Unweighted(string net, bool top)
    {
        var application = Pretrained.Find(net);
        var settings = new ApplicationSettings(top, null, null, null, application.Classes, "softmax", null, 1);
        return application.Build(settings, draws: false);
    }
}
