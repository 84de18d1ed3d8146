using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Layers;

public class LambdaTests
{
    static Model Stretched()
    {
        var (x, y) = (new Input(4).Output, new Input(4).Output);
        var z = new Lambda(inputs => inputs[0] * new Dense(4, "sigmoid").Apply(inputs[1])) { Name = "gate" }.Apply(x, y);
        return new([x, y], [new Lambda(v => (2 * v) - 1).Apply(z)], seed: 3);
    }

    [Fact]
    public void A_function_of_nodes_is_a_layer()
    {
        var model = new Sequential([new Input(3), new Lambda(x => (2 * x) - 1), new Dense(2)]);
        Assert.Equal("lambda", model.Layers[1].Name);
        var x = Samples.Random([3], 5);
        var y = new Model(model.Inputs, [model.Layers[1].Output]).Predict(x);
        Assert.Equal(x.Data.Select(v => (2 * v) - 1), y.Data);
    }

    [Fact]
    public void What_it_applies_has_weights_under_its_name()
    {
        var model = Stretched();
        Assert.Equal(["gate/dense/kernel", "gate/dense/bias"], model.GetWeights().Select(w => w.Name));
    }

    [Fact]
    public void It_comes_back_by_its_name_in_customObjects()
    {
        var model = Stretched();
        ThreeParts.Throws<InvalidDataException>(() => Model.FromConfig(model.ToConfig()), "customObjects");
        var again = Model.FromConfig(model.ToConfig(), 3, new()
        {
            ["gate"] = _ => new Lambda(inputs => inputs[0] * new Dense(4, "sigmoid").Apply(inputs[1])),
            ["lambda"] = _ => new Lambda(v => (2 * v) - 1),
        });
        Assert.Equal(model.ToConfig(), again.ToConfig());
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    }

    [Fact]
    public void A_function_that_gives_nothing_or_takes_one_node_of_two_is_told()
    {
        var (x, y) = (new Input(4).Output, new Input(4).Output);
        ThreeParts.Throws<InvalidOperationException>(() => new Lambda(Nothing) { Name = "void" }.Apply(x), "'void'", "null");
        ThreeParts.Throws<ArgumentException>(() => new Lambda(v => v * 2) { Name = "one" }.Apply(x, y), "'one'", "2 inputs");

        static Hornbill.Graph.Node Nothing(Hornbill.Graph.Node x) => null!;
    }

    [Fact]
    public void TimeDistributed_has_so_many_steps_and_no_more() =>
        ThreeParts.Throws<ArgumentException>(() => new TimeDistributed(new Dense(1)).Apply(new Input(5000, 2).Output), "(5000, 2)", "4096");

    [Fact]
    public void TimeDistributed_takes_models_and_layers_of_ones_own_and_comes_back()
    {
        var frame = new Sequential([new Input(5, 4, 1), new Conv2D(2, 3, activation: "relu"), new Flatten()], "frame", seed: 2);
        var model = new Sequential([new Input(3, 5, 4, 1), new TimeDistributed(frame), new GlobalAveragePooling1D(),
            new Dense(3, "softmax")], seed: 5);
        Assert.Equal(20 + 39, model.ParameterCount);
        var again = Model.FromConfig(model.ToConfig());
        Assert.Equal(model.ToConfig(), again.ToConfig());
        again.SetWeights(model.Values());
        var x = Samples.Random([3, 5, 4, 1], 4);
        Assert.Equal(model.Predict(x).Data, again.Predict(x).Data);
        // By hand: each frame through the model.
        var frames = frame.Predict(x.Reshape([12, 5, 4, 1]));
        var steps = new Model(model.Inputs, [model.Layers[1].Output]).Predict(x);
        Close.Assert(steps.Data, [.. frames.Data], 1e-6);
        model.Compile("adam", "sparse_categorical_crossentropy");
        model.Fit(Samples.Data([3, 5, 4, 1], 12, 3), 4, epochs: 2);
    }
}
