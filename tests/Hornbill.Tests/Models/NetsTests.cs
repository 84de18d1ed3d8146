using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Models;

public class NetsTests
{
    [Theory]
    [InlineData("lab-a-baseline", 101_770)]
    [InlineData("lab-a-5x5", 355_978)]
    [InlineData("lab-c-1", 542_230)]
    [InlineData("lab-c-3", 279_126)]
    [InlineData("lab-c-4", 3_163_426)]
    [InlineData("lab-d", 166_986)]
    public void Parameters(string net, long count) => Assert.Equal(count, Nets.Find(net).Build().ParameterCount);

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
}
