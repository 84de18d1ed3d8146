using Hornbill.Layers;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Models;

public class SequentialTests
{
    [Fact]
    public void Names_count_per_model()
    {
        static Sequential Build() => new(
        [
            new Input(12, 12, 1), new Conv2D(2, 3), new MaxPooling2D(2), new Conv2D(2, 3), new MaxPooling2D(2, 1), new Conv2D(2, 1),
                new Activation("relu"),
            new Flatten(), new Reshape(8), new Dropout(0.1), new Dense(3),
        ]);
        string[] names = ["input", "conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "conv2d_2", "activation", "flatten", "reshape",
            "dropout", "dense"];
        Assert.Equal(names, Build().Layers.Select(l => l.Name));
        Assert.Equal(names, Build().Layers.Select(l => l.Name));
        Assert.Equal(["conv2d/kernel", "conv2d/bias", "conv2d_1/kernel", "conv2d_1/bias", "conv2d_2/kernel", "conv2d_2/bias",
            "dense/kernel", "dense/bias"],
                     Build().GetWeights().Select(w => w.Name));
        Assert.Equal("conv2d_1", Build().GetLayer("conv2d_1").Name);
    }

    [Fact]
    public void Weights_that_are_got_are_copies_and_those_set_are_got()
    {
        var model = Samples.Tiny();
        var bits = Samples.Bits(model);
        var copies = model.GetWeights();
        foreach (var w in copies) Array.Fill(w.Value.Data, 7);
        Assert.Equal(bits, Samples.Bits(model));
        var before = model.Predict(Samples.Random([2], 4));
        model.SetWeights([.. copies.Select(w => w.Value)]);
        Assert.All(model.GetWeights(), w => Assert.All(w.Value.Data, v => Assert.Equal(7, v)));
        // Packed copies of weights are made anew.
        Assert.NotEqual(before.Data, model.Predict(Samples.Random([2], 4)).Data);
    }

    [Fact]
    public void A_model_without_steps_predicts_what_it_gets()
    {
        var x = Samples.Random([3, 2], 5);
        Assert.Equal(x.Data, new Sequential([new Input(3, 2), new Flatten(), new Dropout(0.5)]).Predict(x).Data);
    }

    [Fact]
    public void A_seed_gives_the_same_model_again() => Assert.Equal(Samples.Bits(Samples.Small(3)), Samples.Bits(Samples.Small(3)));
}
