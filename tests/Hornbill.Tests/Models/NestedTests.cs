using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Models as layers of other models.</summary>
public class NestedTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    static Sequential Trunk(string? name = "trunk") =>
        new([new Input(6, 6, 1), new Conv2D(4, 3, activation: "relu"), new MaxPooling2D(2), new Flatten()], name, seed: 5);

    static Model Flat()
    {
        var trunk = Trunk();
        return new(trunk.Inputs, [new Dense(3, "softmax").Apply(trunk.Output)], seed: 8);
    }

    static Model Nested(Model? trunk = null)
    {
        var x = new Input(6, 6, 1).Output;
        return new([x], [new Dense(3, "softmax").Apply((trunk ?? Trunk()).Apply(x))], seed: 8);
    }

    static Model TwoTowers()
    {
        var (a, b) = (new Input(6, 6, 1).Output, new Input(6, 6, 1).Output);
        var trunk = Trunk();
        return new([a, b], [new Dense(3, "softmax").Apply(new Concatenate().Apply(trunk.Apply(a), trunk.Apply(b)))]);
    }

    [Fact]
    public void It_computes_and_learns_as_its_layers_would_to_the_bit()
    {
        var (flat, nested) = (Flat(), Nested());
        nested.SetWeights(flat.Values());
        var data = Samples.Data([6, 6, 1], 20, 3);
        Assert.Equal(Samples.Bits(flat.Predict(data)), Samples.Bits(nested.Predict(data)));
        foreach (var model in new[] { flat, nested }) model.Compile("adam", Sparse, ["accuracy"]);
        Assert.Equal(Samples.Bits(flat.Fit(data, 7, epochs: 3)), Samples.Bits(nested.Fit(data, 7, epochs: 3)));
        Assert.Equal(flat.Values().Select(t => t.Data), nested.Values().Select(t => t.Data));
        Assert.Equal(flat.Plan().Count(c => c == '\n'), nested.Plan().Count(c => c == '\n'));
    }

    [Fact]
    public void It_is_one_layer_with_its_name_and_its_weights_names_begin_with_it()
    {
        var nested = Nested();
        Assert.Equal(["input", "trunk", "dense"], nested.Layers.Select(l => l.Name));
        Assert.Equal(["trunk/conv2d/kernel", "trunk/conv2d/bias", "dense/kernel", "dense/bias"], nested.GetWeights().Select(w => w.Name));
        var trunk = Assert.IsType<Sequential>(nested.GetLayer("trunk"));
        Assert.Equal("conv2d", trunk.GetLayer("conv2d").Name);
        Assert.Equal(["conv2d/kernel", "conv2d/bias"], trunk.GetWeights().Select(w => w.Name));
        Assert.Equal(Shape.Create(16), trunk.OutputShape);
        nested.Compile("adam", Sparse);
        Assert.Contains("trunk/conv2d/kernel/momentum", nested.GetOptimizerState().Slots.Select(s => s.Name));
    }

    [Fact]
    public void Training_changes_the_weights_of_the_model_itself()
    {
        var trunk = Trunk();
        var nested = Nested(trunk);
        var x = Samples.Random([6, 6, 1], 2);
        var before = trunk.Predict(x);
        nested.Compile("adam", Sparse);
        nested.Fit(Samples.Data([6, 6, 1], 20, 3));
        Assert.NotEqual(before.Data, trunk.Predict(x).Data);
        Assert.Equal(nested.Values()[0].Data, trunk.Values()[0].Data);
    }

    [Fact]
    public void Frozen_it_freezes_all_its_layers()
    {
        var nested = Nested();
        var trunk = (Model)nested.GetLayer("trunk");
        trunk.Trainable = false;
        Assert.All(trunk.Layers, l => Assert.False(l.Trainable));
        Assert.Equal(nested.GetLayer("dense").ParameterCount, nested.TrainableParameterCount);
        nested.Compile("adam", Sparse);
        var before = trunk.Values();
        nested.Fit(Samples.Data([6, 6, 1], 20, 3), epochs: 2);
        Assert.Equal(before.Select(t => t.Data), trunk.Values().Select(t => t.Data));
        // As in Keras: the whole may be thawed and some of it frozen again.
        trunk.Trainable = true;
        Assert.True(trunk.GetLayer("conv2d").Trainable);
        nested.Trainable = false;
        Assert.Equal(0, nested.TrainableParameterCount);
    }

    [Fact]
    public void Applied_twice_it_has_its_weights_once()
    {
        var model = TwoTowers();
        Assert.Equal(["input", "input_1", "trunk", "concatenate", "dense"], model.Layers.Select(l => l.Name));
        Assert.Equal(40 + (32 * 3) + 3, model.ParameterCount);
        model.Compile(new Adam(0.02), Sparse);
        var data = ArrayData.Of([Samples.Random([6, 6, 1], 20), Samples.Random([6, 6, 1], 20, 3)], [Samples.Labels(20, 3)]);
        var history = model.Fit(data, epochs: 60);
        Assert.True(history["loss"][^1] < 0.8 * history["loss"][0]);
        ComesBack(model, data);
    }

    [Fact]
    public void Models_without_names_of_their_own_get_numbers()
    {
        var (first, second) = (Trunk(null), new Sequential([new Input(16), new Dense(3, "softmax")], seed: 3));
        var x = new Input(6, 6, 1).Output;
        var model = new Model([x], [second.Apply(first.Apply(x))]);
        Assert.Equal(["input", "sequential", "sequential_1"], model.Layers.Select(l => l.Name));
        Assert.Equal("sequential_1", second.Name);
        var chain = new Sequential([new Input(6, 6, 1), first, second], "chain");
        Assert.Equal(model.Predict(Samples.Random([6, 6, 1], 3)).Data, chain.Predict(Samples.Random([6, 6, 1], 3)).Data);
        ComesBack(chain, Samples.Data([6, 6, 1], 5, 3));
    }

    [Fact]
    public void Nested_twice_and_of_several_outputs()
    {
        var input = new Input(4).Output;
        var hidden = new Dense(5, "relu").Apply(input);
        var two = new Model([input], [new Dense(3, "softmax") { Name = "left" }.Apply(hidden),
            new Dense(2, "softmax") { Name = "right" }.Apply(hidden)], "two");
        var x = new Input(4).Output;
        ThreeParts.Throws<InvalidOperationException>(() => two.Apply(x), "2 outputs", "ApplyAll");
        var outputs = two.ApplyAll([new Dense(4, "tanh").Apply(x)]);
        var middle = new Model([x], [new Concatenate().Apply([.. outputs])], "middle");
        var y = new Input(4).Output;
        var outer = new Model([y], [new Dense(3, "softmax").Apply(middle.Apply(y))]);
        Assert.Contains("middle/two/dense/kernel", outer.GetWeights().Select(w => w.Name));
        var data = Samples.Data([4], 12, 3);
        outer.Compile("sgd", Sparse);
        outer.Fit(data);
        ComesBack(outer, data);
    }

    static void ComesBack(Model model, BatchSource data)
    {
        var again = Model.FromConfig(model.ToConfig(), seed: 3);
        Assert.Equal(model.ToConfig(), again.ToConfig());
        again.SetWeights(model.Values());
        Assert.Equal(Samples.Bits(model.Predict(data)), Samples.Bits(again.Predict(data)));
    }

    [Fact]
    public void At_inference_it_drops_nothing_in_training()
    {
        Model Build(bool? training)
        {
            var noisy = new Sequential([new Input(40), new Dropout(0.5), new Dense(6, "relu")], "noisy", seed: 2);
            var x = new Input(40).Output;
            return new([x], [new Dense(3, "softmax").Apply(noisy.Apply([x], training))], seed: 6);
        }
        var data = Samples.Data([40], 24, 3);
        Model[] models = [Build(null), Build(false)];
        foreach (var m in models) m.Compile(new SGD(0.0), Sparse);
        var losses = models.Select(m => (Fit: m.Fit(data, batchSize: 24)["loss"][0], m.Evaluate(data, batchSize: 24).Loss)).ToArray();
        Assert.NotEqual(losses[0].Fit, losses[0].Loss, 1e-4);
        Assert.Equal(losses[1].Loss, losses[1].Fit, 1e-9);
        Assert.Equal(losses[0].Loss, losses[1].Loss, 1e-9);
        ComesBack(models[1], data);
        Assert.Contains("inference", models[1].ToConfig()[models[1].ToConfig().IndexOf("\"calls\"", StringComparison.Ordinal)..]);
    }

    static Sequential Normalized() => new([new Input(6, 6, 1), new Conv2D(4, 3), new BatchNormalization(momentum: 0.5),
        new Activation("relu"), new Flatten()], "trunk", seed: 5);

    static Model OnNormalized(Sequential trunk, bool? training = null)
    {
        var x = new Input(6, 6, 1).Output;
        return new([x], [new Dense(3, "softmax").Apply(trunk.Apply([x], training))], seed: 8);
    }

    [Fact]
    public void Frozen_its_batch_normalization_acts_as_at_inference()
    {
        var data = Samples.Data([6, 6, 1], 24, 3);
        var (trunk, free) = (Normalized(), Normalized());
        var (frozen, moving) = (OnNormalized(trunk), OnNormalized(free));
        trunk.Trainable = false;
        var statistics = trunk.GetLayer("batch_normalization").GetWeights().Select(w => w.Value.Data).ToArray();
        foreach (var m in new[] { frozen, moving }) m.Compile(new SGD(0.0), Sparse);
        var losses = new[] { frozen, moving }.Select(m => (m.Evaluate(data, 24).Loss, Fit: m.Fit(data, 24)["loss"][0])).ToArray();
        Assert.Equal(losses[0].Loss, losses[0].Fit, 1e-6);
        Assert.NotEqual(losses[1].Loss, losses[1].Fit, 1e-4);
        Assert.Equal(statistics, trunk.GetLayer("batch_normalization").GetWeights().Select(w => w.Value.Data));
        Assert.NotEqual(statistics[2], free.GetLayer("batch_normalization").GetWeights()[2].Value.Data);
    }

    [Fact]
    public void At_inference_its_weights_are_tuned_while_its_statistics_stay()
    {
        var trunk = Normalized();
        var tuned = OnNormalized(trunk, training: false);
        var before = trunk.Values();
        tuned.Compile("adam", Sparse);
        tuned.Fit(Samples.Data([6, 6, 1], 24, 3), epochs: 2);
        var after = trunk.Values();
        Assert.Equal(["conv2d/kernel", "conv2d/bias", "batch_normalization/gamma", "batch_normalization/beta",
            "batch_normalization/moving_mean",
                      "batch_normalization/moving_variance"], trunk.GetWeights().Select(w => w.Name));
        for (var i = 0; i < 6; i++) Assert.Equal(i >= 4, before[i].Data.SequenceEqual(after[i].Data));
    }

    [Fact]
    public void Errors_have_three_parts()
    {
        var (trunk, x) = (Trunk(), new Input(5, 6, 1).Output);
        ThreeParts.Throws<ArgumentException>(() => trunk.Apply(x), "Sequential 'trunk'", "(5, 6, 1)", "(6, 6, 1)");
        ThreeParts.Throws<ArgumentException>(() => trunk.Apply(x, x), "2 inputs", "takes 1");
        var y = new Input(6, 6, 1).Output;
        ThreeParts.Throws<ArgumentException>(() =>
            new Model([y], [new Add().Apply(Trunk().Apply(y), Trunk().Apply(y))]), "'trunk'", "different names");
    }

    [Fact]
    public void A_short_text_makes_no_huge_model()
    {
        // Each level applies the one within six times: 6¹² operations.
        var json = """{"class_name":"Sequential","name":"m","layers":[{"class_name":"Input","name":"i","config":{"shape":[2]}},{"class_name":"Softmax","name":"s","config":{"axis":-1}}]}""";
        for (var level = 0; level < 12; level++)
            json = """{"class_name":"Model","name":"m","layers":[{"class_name":"Input","name":"i","config":{"shape":[2]}},{"class_name":"Model","name":"n","config":""" + json.Replace("\"name\":\"m\"", "\"name\":\"n\"") +
                   """}],"calls":[""" + string.Join(",", Enumerable.Range(0, 6).Select(k => k == 0 ? """["n",[["i",0,0]]]""" : $"""["n",[["n",{k - 1},0]]]""")) + """],"inputs":[["i",0,0]],"outputs":[["n",5,0]]}""";
        ThreeParts.Throws<InvalidDataException>(() => Model.FromConfig(json), "100,000 applications");
    }

    [Fact]
    public void Clones_have_the_architecture_and_weights_of_their_own()
    {
        var model = Nested();
        ((Model)model.GetLayer("trunk")).GetLayer("conv2d").Trainable = false;
        var (copy, fresh) = (model.Clone(copyWeights: true), model.Clone(seed: 123));
        foreach (var clone in new[] { copy, fresh })
        {
            Assert.Equal(model.ToConfig(), clone.ToConfig());
            Assert.Equal(model.TrainableParameterCount, clone.TrainableParameterCount);
        }
        var data = Samples.Data([6, 6, 1], 20, 3);
        Assert.Equal(Samples.Bits(model.Predict(data)), Samples.Bits(copy.Predict(data)));
        Assert.NotEqual(Samples.Bits(model.Predict(data)), Samples.Bits(fresh.Predict(data)));
        var before = model.Values();
        copy.Compile("adam", Sparse);
        copy.Fit(data);
        Assert.Equal(before.Select(t => t.Data), model.Values().Select(t => t.Data));
        var plain = Trunk();
        Assert.IsType<Sequential>(plain.Clone());
        Assert.Equal(Samples.Bits(plain), Samples.Bits(plain.Clone()));
    }

    [Fact]
    public void A_layer_shared_outside_of_the_model_does_not_confuse_its_configuration()
    {
        // Applied elsewhere before, and here to the second input first.
        var shared = new Dense(4, "tanh") { Name = "shared" };
        shared.Apply(new Input(6).Output);
        var (a, b) = (new Input(6).Output, new Input(6).Output);
        var (onB, onA) = (shared.Apply(b), shared.Apply(a));
        var model = new Model([a, b], [new Dense(3, "softmax").Apply(new Subtract().Apply(onA, onB))]);
        ComesBack(model, ArrayData.Of([Samples.Random([6], 5), Samples.Random([6], 5, 3)], []));
    }
}
