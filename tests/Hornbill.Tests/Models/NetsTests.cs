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
        Assert.Equal((count, trainable, others), (model.ParameterCount, model.TrainableParameterCount, model.ParameterCount - model.TrainableParameterCount));
    }

    [Fact]
    public void Options_change_what_they_say()
    {
        Model Built(string net, params (string Name, string Value)[] set) => Nets.Find(net).Build(set: set.ToDictionary(s => s.Name, s => s.Value));
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
        var text = string.Join('\n', summary.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.All(rows, row => Assert.Contains(row, text, StringComparison.Ordinal));
        Assert.Contains("Total params: 166,986 (652.29 KB)", text, StringComparison.Ordinal);
        Assert.Contains("Trainable params: 166,986", text, StringComparison.Ordinal);
        Assert.Contains("Non-trainable params: 0 (0.00 B)", text, StringComparison.Ordinal);
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
