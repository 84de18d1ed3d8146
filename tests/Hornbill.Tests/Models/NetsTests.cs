using Hornbill.Engine;
using Hornbill.Layers;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Models;

public class NetsTests
{
    [Theory]
    [InlineData("lab-a-baseline", 101_770)]
    [InlineData("lab-a-dense", 669_706)]
    [InlineData("lab-a-5x5", 355_978)]
    [InlineData("lab-c-1", 542_230)]
    [InlineData("lab-c-2", 542_230)]
    [InlineData("lab-c-3", 279_126)]
    [InlineData("lab-c-3a", 279_126)]
    [InlineData("lab-c-4", 3_163_426)]
    [InlineData("lab-c-6", 541_983)]
    [InlineData("lab-c-7", 1_995)]
    [InlineData("lab-c-8", 721_430)]
    [InlineData("lab-c-vgg-head", 267_786)]
    [InlineData("lab-d", 166_986)]
    public void Parameters(string net, long count) => Assert.Equal(count, Nets.Find(net).Build().ParameterCount);

    [Theory]
    [InlineData("lab-b-small", 25_770, 25_674, 96)]
    [InlineData("lab-b-2", 108_440, 108_244, 196)]
    [InlineData("lab-b-4", 31_192, 30_868, 324)]
    [InlineData("lab-c-resnet", 11_186_186, 11_178_378, 7_808)]
    public void Parameters_that_training_changes_and_does_not(string net, long count, long trainable, long others)
    {
        var model = Nets.Find(net).Build();
        Assert.Equal((count, trainable, others),
            (model.ParameterCount, model.TrainableParameterCount, model.ParameterCount - model.TrainableParameterCount));
    }

    [Fact]
    public void Options_change_what_they_say()
    {
        Model Built(string net, params (string Name, string Value)[] set) =>
            Nets.Find(net).Build(set: set.ToDictionary(s => s.Name, s => s.Value));
        Assert.Contains(Built("lab-d", ("norm", "true")).Layers, l => l is BatchNormalization);
        Assert.Contains(Built("lab-d", ("dropout", "0.2")).Layers, l => l is Dropout { Rate: 0.2 });
        Assert.Equal(14, Built("lab-a-strides", ("strides", "2"), ("window", "3")).Layers.OfType<Conv2D>().First().OutputShape[0]);
        Assert.Equal("selu", Built("lab-c-3", ("activation", "selu")).Layers.OfType<Conv2D>().First().GetConfig().String("activation"));
        Assert.Contains("he_normal", Built("lab-c-1", ("initializer", "he_normal")).ToConfig(), StringComparison.Ordinal);
        Assert.Contains("0.003", Built("lab-b-2", ("regularizer", "l2(l2=0.003)")).ToConfig(), StringComparison.Ordinal);
        Assert.Equal([48, 48, 3], Built("lab-b-any-size", ("side", "48")).InputShape);
        Assert.Equal(2, Built("lab-c-resnet", ("pool", "true")).Layers.OfType<Conv2D>().Count(l => l.KernelSize == 1));
        ThreeParts.Throws<ArgumentException>(() => Built("lab-d", ("windows", "3")), "windows", "window");
        ThreeParts.Throws<ArgumentException>(() => Built("lab-c-resnet", ("dropout", "0.3")), "dropout", "initializer");
        Assert.Contains(Built("lab-c-6", ("dropout", "0.3")).Layers, l => l is Dropout { Rate: 0.3 });
        foreach (var net in Nets.All.Where(n => n.Name != "lab-c-resnet"))
            foreach (var option in net.GetOptions().Select(o => o.Split('=', 2))) Assert.NotNull(Built(net.Name, (option[0], option[1])));
        Assert.Contains("regularizer=l2(l2=0.0001)", Nets.Find("lab-c-resnet").GetOptions());
        ThreeParts.Throws<ArgumentException>(() => Built("lab-d", ("window", "three")), "three", "whole number");
        // Three valid 5 × 5 windows leave nothing: 28, 24, 12, 8, 4.
        ThreeParts.Throws<ArgumentException>(() => Built("lab-a-strides", ("padding", "valid"), ("window", "5")), "conv2d_2", "(4, 4, 64)");
    }

    [Fact]
    public void Every_net_builds_under_its_name()
    {
        foreach (var net in Nets.All)
        {
            var model = net.Build();
            Assert.Equal(net.Name, model.Name);
            Assert.Equal(net.Optimizer, model.Optimizer!.Name);
            Assert.Equal(net.LearningRate, model.Optimizer.LearningRate);
            Assert.Equal([10], model.OutputShape);
            Assert.Equal(model.ToConfig(), Model.FromConfig(model.ToConfig()).ToConfig());
        }
    }

    public static readonly Dictionary<string, Func<NetSettings, Model>> Methods = new()
    {
        ["lab-a-baseline"] = s => Nets.LabABaseline(settings: s), ["lab-a-dense"] = s => Nets.LabADense(settings: s),
        ["lab-a-1conv"] = s => Nets.LabA1Conv(settings: s), ["lab-a-2conv"] = s => Nets.LabA2Conv(settings: s), ["lab-a-3conv"] = s =>
            Nets.LabA3Conv(settings: s),
        ["lab-a-strides"] = s => Nets.LabAStrides(settings: s), ["lab-a-5x5"] = s => Nets.LabA5x5(settings: s),
        ["lab-b-small"] = s => Nets.LabBSmall(settings: s), ["lab-b-2"] = s => Nets.LabB2(settings: s), ["lab-b-4"] = s =>
            Nets.LabB4(settings: s),
        ["lab-b-any-size"] = s => Nets.LabBAnySize(settings: s), ["lab-c-1"] = s => Nets.LabC1(settings: s), ["lab-c-2"] = s =>
            Nets.LabC2(settings: s),
        ["lab-c-3"] = s => Nets.LabC3(settings: s), ["lab-c-3a"] = s => Nets.LabC3a(settings: s), ["lab-c-4"] = s =>
            Nets.LabC4(settings: s),
        ["lab-c-6"] = s => Nets.LabC6(settings: s), ["lab-c-7"] = s => Nets.LabC7(settings: s), ["lab-c-8"] = s => Nets.LabC8(settings: s),
        ["lab-c-grid"] = s => Nets.LabCGrid(settings: s), ["lab-c-vgg-head"] = s => Nets.LabCVggHead(settings: s),
        ["lab-c-resnet"] = s => Nets.LabCResnet(settings: s), ["lab-d"] = s => Nets.LabD(settings: s),
    };

    [Fact]
    public void Every_lab_s_net_has_a_method_with_its_defaults()
    {
        Assert.Equal(Nets.Names.Where(n => n.StartsWith("lab-", StringComparison.Ordinal)), Methods.Keys, StringComparer.Ordinal);
        foreach (var (name, make) in Methods)
        {
            var (model, named) = (make(new() { Seed = 3 }), Nets.Find(name).Build(3));
            Assert.Equal(named.ToConfig(), model.ToConfig());
            Assert.Equal(Samples.Bits(named), Samples.Bits(model));
            Assert.Equal((named.Optimizer!.Name, named.Optimizer.LearningRate), (model.Optimizer!.Name, model.Optimizer.LearningRate));
        }
    }

    [Fact]
    public void Methods_and_settings_do_what_the_options_of_their_names_do()
    {
        static string Of(string net, params (string Name, string Value)[] set) =>
            Nets.Named(net, set.ToDictionary(s => s.Name, s => s.Value)).ToConfig();
        Assert.Equal(Of("lab-d", ("filters", "16,32"), ("window", "5"), ("units", "64,32"), ("dropout", "0.2"), ("padding", "same")),
                     Nets.LabD([16, 32], 5, padding: "same", units: [64, 32], dropout: 0.2).ToConfig());
        Assert.Equal(Of("lab-c-resnet", ("pool", "true"), ("filters", "16")), Nets.LabCResnet(filters: 16, pool: true).ToConfig());
        Assert.Equal(Of("lab-b-2", ("growth", "each"), ("convs", "3"), ("nodes", "20")),
            Nets.LabB2(convs: 3, growth: "each", nodes: 20).ToConfig());
        Assert.Equal(Of("lab-a-1conv", ("norm", "true"), ("activation", "elu"), ("initializer", "he_normal"),
            ("regularizer", "l2(l2=0.001)")),
                     Nets.LabA1Conv(settings: new()
                     {
                         BatchNormalization = true, Activation = "elu", KernelInitializer = "he_normal",
                         KernelRegularizer = "l2(l2=0.001)"
                     }).ToConfig());
        Assert.Equal("(None, None, 3)", $"{Nets.LabBAnySize(side: null).InputShape}");
        Assert.Equal([7], Nets.LabD(settings: new() { InputShape = [32, 32, 3], Classes = 7 }).OutputShape);
        Assert.Contains("window=3", Nets.OptionsOf("lab-d"));
        ThreeParts.Throws<ArgumentException>(() => Nets.LabCResnet(settings: new() { BatchNormalization = true }), "norm", "initializer");
        ThreeParts.Throws<ArgumentException>(() => Nets.Named("lab-e"), "lab-e", "lab-d");
        // Without a seed each is another, as models are.
        Assert.NotEqual(Samples.Bits(Nets.LabD()), Samples.Bits(Nets.LabD()));
    }

    [Fact]
    public void The_summary_of_lab_d_is_Keras_table()
    {
        var summary = Nets.Find("lab-d").Build().Summary();
        string[] rows =
        [
            "conv2d (Conv2D) │ (None, 26, 26, 32) │ 320", "max_pooling2d (MaxPooling2D) │ (None, 13, 13, 32) │ 0",
            "conv2d_1 (Conv2D) │ (None, 11, 11, 64) │ 18,496", "max_pooling2d_1 (MaxPooling2D) │ (None, 6, 6, 64) │ 0",
            "flatten (Flatten) │ (None, 2304) │ 0", "dense (Dense) │ (None, 64) │ 147,520", "dense_1 (Dense) │ (None, 10) │ 650",
        ];
        var text = string.Join('\n', summary.Split('\n').Select(line =>
            string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.All(rows, row => Assert.Contains(row, text, StringComparison.Ordinal));
        Assert.Contains("Total params: 166,986 (652.29 KB)", text, StringComparison.Ordinal);
        Assert.Contains("Trainable params: 166,986", text, StringComparison.Ordinal);
        Assert.Contains("Non-trainable params: 0 (0.00 B)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_residual_net_changes_images_in_training_alone_and_learns()
    {
        var (train, test) = Hornbill.Data.Glyphs.Load(train: 1000, test: 200);
        var model = Nets.Named("residual", new Dictionary<string, string> { ["filters"] = "4", ["erase"] = "0.3", ["flip"] = "true" },
            new() { Seed = 1 });
        Assert.Equal([typeof(ZeroPadding2D), typeof(RandomCrop), typeof(RandomFlip), typeof(RandomErasing)],
            model.Layers.Skip(1).Take(4).Select(l => l.GetType()));
        Assert.Equal(Samples.Bits(model.Predict(test.Take(20))), Samples.Bits(model.Predict(test.Take(20))));
        model.Compile(new Hornbill.Optimizers.Adam(0.01), Net.Loss, ["accuracy"]);
        model.Fit(train, batchSize: 50, epochs: 4);
        Assert.InRange(model.Evaluate(test)["accuracy"], 0.5, 1);
        Assert.DoesNotContain(Nets.Named("residual", new Dictionary<string, string> { ["crop"] = "0" }).Layers, l =>
            l is RandomCrop or RandomFlip or RandomErasing);
    }

    [Fact]
    public void Lab_b_s_net_for_any_size_takes_images_of_any()
    {
        var any = Nets.All.Single(n => n.Name == "lab-b-any-size").Build(set: new Dictionary<string, string> { ["side"] = "any" });
        Assert.Equal("(None, None, 3)", $"{any.InputShape}");
        Assert.Equal([2, 10], any.Predict(Samples.Random([40, 28, 3], 2)).Shape);
        Assert.Equal([2, 10], any.Predict(Samples.Random([32, 32, 3], 2)).Shape);
        Assert.Equal(Nets.All.Single(n => n.Name == "lab-b-any-size").Build().ParameterCount, any.ParameterCount);
    }
}
