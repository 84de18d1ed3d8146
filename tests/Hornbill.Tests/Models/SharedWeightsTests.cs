using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Models that share layers, each with layers of its own besides.</summary>
public class SharedWeightsTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    static Sequential Base(ulong seed = 1, string? name = null) =>
        new([new Input(6, 6, 1), new Conv2D(4, 3, activation: "relu"), new Flatten(),
                                                                        new Dense(8, "relu"), new Dense(3, "softmax")], name, seed);

    // The base without its last layer, and a new head.
    static Model WithHead(Model of, int classes = 2) =>
        new(of.Inputs, [new Dense(classes, "softmax").Apply(of.GetLayer("dense").Output)], seed: 9);

    [Fact]
    public void A_new_head_on_layers_of_another_model()
    {
        var whole = Base();
        var before = whole.Values();
        var tuned = WithHead(whole);
        Assert.Equal(["conv2d/kernel", "conv2d/bias", "dense/kernel", "dense/bias", "dense_2/kernel", "dense_2/bias"],
            Named(tuned, "dense_2"));
        Assert.Equal(before.Select(t => t.Data), whole.Values().Select(t => t.Data));
        Assert.Equal(before.Take(4).Select(t => t.Data), tuned.Values().Take(4).Select(t => t.Data));
        tuned.Compile("adam", Sparse);
        tuned.Fit(Samples.Data([6, 6, 1], 20, 2), epochs: 2);
        // What the new model learned the old one has too, and its own head as it was.
        Assert.Equal(tuned.Values().Take(4).Select(t => t.Data), whole.Values().Take(4).Select(t => t.Data));
        Assert.NotEqual(before[0].Data, whole.Values()[0].Data);
        Assert.Equal(before.Skip(4).Select(t => t.Data), whole.Values().Skip(4).Select(t => t.Data));
    }

    // The head's automatic name does not collide with that of a layer it is put on.
    static IEnumerable<string> Named(Model model, string head)
    {
        Assert.Equal("dense_1", model.Layers[^1].Name);
        return model.GetWeights().Select(w => w.Name.Replace("dense_1", head, StringComparison.Ordinal));
    }

    [Fact]
    public void A_frozen_base_trains_to_the_bit_as_a_head_on_its_outputs()
    {
        var whole = Base();
        var tuned = WithHead(whole);
        var features = new Model(whole.Inputs, [whole.GetLayer("dense").Output]);
        foreach (var name in new[] { "conv2d", "dense" }) whole.GetLayer(name).Trainable = false;
        var head = new Sequential([new Input(8), new Dense(2, "softmax")], seed: 77);
        head.SetWeights([.. tuned.Values().Skip(4)]);
        var data = Samples.Data([6, 6, 1], 24, 2);
        tuned.Compile("adam", Sparse);
        head.Compile("adam", Sparse);
        tuned.Fit(data, batchSize: 8, epochs: 3, shuffle: false);
        head.Fit(new ArrayData(features.Predict(data), Samples.Labels(24, 2)), batchSize: 8, epochs: 3, shuffle: false);
        Assert.Equal(head.Values().Select(t => t.Data), tuned.Values().Skip(4).Select(t => t.Data));
    }

    [Fact]
    public void Plans_made_before_see_weights_that_another_model_changed()
    {
        var whole = Base();
        var tuned = WithHead(whole);
        var x = Samples.Random([6, 6, 1], 3);
        var (first, second) = (whole.Predict(x), tuned.Predict(x));
        tuned.SetWeights([.. tuned.Values().Select(t => new Tensor(t.Shape, [.. t.Data.Select(v => v * 1.5f)]))]);
        Assert.NotEqual(first.Data, whole.Predict(x).Data);
        Assert.NotEqual(second.Data, tuned.Predict(x).Data);
        tuned.SetWeights([.. tuned.Values().Select(t => new Tensor(t.Shape, [.. t.Data.Select(v => v / 1.5f)]))]);
        Close.Assert(whole.Predict(x).Data, [.. first.Data], 1e-5);
    }

    [Fact]
    public void An_optimizers_state_outlives_a_model_made_of_the_same_layers()
    {
        Sequential[] two = [Base(), Base()];
        var data = Samples.Data([6, 6, 1], 20, 3);
        foreach (var model in two)
        {
            model.Compile("adam", Sparse);
            model.Fit(data, epochs: 2, shuffle: false);
            if (model == two[0]) WithHead(model).Compile("adam", Sparse);
            model.Fit(data, epochs: 2, shuffle: false);
        }
        Assert.Equal(Samples.Bits(two[1]), Samples.Bits(two[0]));
        Assert.Equal(two[1].GetOptimizerState().Slots.Select(s => s.Value.Data),
            two[0].GetOptimizerState().Slots.Select(s => s.Value.Data));
    }

    [Fact]
    public async Task One_predicts_while_others_are_made_of_its_layers()
    {
        var whole = Base();
        whole.Workers = new Hornbill.Execution.Workers(1);
        var x = Samples.Random([6, 6, 1], 3);
        var bits = Samples.Bits(whole.Predict(x));
        var making = Task.Run(() => Enumerable.Range(0, 30).Select(_ => WithHead(whole)).ToArray());
        while (!making.IsCompleted) Assert.Equal(bits, Samples.Bits(whole.Predict(x)));
        Assert.Single((await making).Select(m => Samples.Bits(m.Predict(x))).Distinct());
    }

    [Fact]
    public void A_sequential_of_anothers_layers_shares_them()
    {
        var whole = Base();
        var tuned = new Sequential([.. whole.Layers.SkipLast(1), new Dense(5, "softmax") { Name = "head" }], seed: 4);
        tuned.GetLayer("conv2d").SetWeights([.. whole.GetLayer("conv2d").GetWeights().Select(w =>
            new Tensor(w.Value.Shape, [.. w.Value.Data.Select(v => -v)]))]);
        Assert.Equal(tuned.Values().Take(4).Select(t => t.Data), whole.Values().Take(4).Select(t => t.Data));
        Assert.Equal(Shape.Create(5), tuned.OutputShape);
    }

    [Fact]
    public void Cancelled_training_brings_back_the_best_of_shared_weights()
    {
        var tuned = WithHead(Base());
        tuned.Compile("adam", Sparse);
        var store = tuned.Store;
        using var copy = new Arena(store.Floats);
        var before = tuned.Values();
        store.CopyTo(copy);
        tuned.Fit(Samples.Data([6, 6, 1], 20, 2));
        Assert.NotEqual(before[0].Data, tuned.Values()[0].Data);
        store.CopyFrom(copy);
        Assert.Equal(before.Select(t => t.Data), tuned.Values().Select(t => t.Data));
    }

    [Fact]
    public void A_layers_weights_are_read_and_set()
    {
        var model = Base();
        var conv = model.GetLayer(1);
        Assert.Same(model.GetLayer("conv2d"), conv);
        Assert.Equal(["conv2d/kernel", "conv2d/bias"], conv.GetWeights().Select(w => w.Name));
        conv.SetWeights([new([3, 3, 1, 4]), new([4], [1, 2, 3, 4])]);
        Assert.Equal([1, 2, 3, 4], model.Values()[1].Data);
        ThreeParts.Throws<ArgumentException>(() => conv.SetWeights([new([3, 3, 1, 4])]), "Conv2D 'conv2d'", "1 weights", "has 2");
        ThreeParts.Throws<ArgumentException>(() => conv.SetWeights([new([3, 3, 1, 5]), new([4])]), "conv2d/kernel", "(3, 3, 1, 5)");
        ThreeParts.Throws<ArgumentException>(() => model.GetLayer(5), "layer 5", "has 5");
        ThreeParts.Throws<ArgumentException>(() => model.GetLayer(-1), "layer -1");
        var loose = new Dense(3);
        loose.Apply(new Input(2).Output);
        ThreeParts.Throws<InvalidOperationException>(() => loose.GetWeights(), "no weights yet");
    }

    [Fact]
    public void Ends_of_layers_that_are_not_there_are_told()
    {
        ThreeParts.Throws<InvalidOperationException>(() => new Dense(3) { Name = "d" }.Output, "Dense 'd'", "applied");
        var (a, b) = (new Input(3).Output, new Input(3).Output);
        var add = new Add();
        var y = add.Apply(a, b);
        Assert.Same(y, add.Output);
        ThreeParts.Throws<InvalidOperationException>(() => add.Input, "2 inputs");
        Assert.Equal([a, b], add.Inputs);
    }
}
