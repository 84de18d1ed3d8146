using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Contracts;

/// <summary>What every layer keeps to.</summary>
public class LayerContracts
{
    /// <summary>A layer, shapes it takes with what it makes of them, and one that it must refuse.</summary>
    sealed record Sample(Func<Layer> Make, (Shape Input, Shape Output)[] Shapes, Shape? Refuses = null);

    // Each layer has its line; one that is missing fails the first test.
    static readonly Dictionary<Type, Sample[]> Declared = new()
    {
        [typeof(Activation)] =
        [
            new(() => new Activation("relu"), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new Activation("softmax"), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new Activation("linear"), [([7], [7])]),
        ],
        [typeof(BatchNormalization)] =
        [
            new(() => new BatchNormalization(), [([5, 4, 3], [5, 4, 3]), ([7], [7]), ([6, 17], [6, 17])]),
            new(() => new BatchNormalization(0.9, 1e-2, center: false, scale: false), [([5, 4, 20], [5, 4, 20])]),
            new(() => new BatchNormalization(gammaInitializer: "random_normal", betaRegularizer: "l2"), [([19], [19])]),
        ],
        [typeof(Conv2D)] =
        [
            new(() => new Conv2D(5, 3), [([6, 7, 2], [4, 5, 5]), ([3, 3, 1], [1, 1, 5])], Refuses: [2, 3, 1]),
            new(() => new Conv2D(17, (2, 3), strides: (2, 1), padding: "same", activation: "relu"), [([7, 6, 3], [4, 6, 17])], Refuses: [7, 6]),
            new(() => new Conv2D(4, 3, dilationRate: 2, useBias: false, kernelInitializer: "he_normal"), [([7, 8, 2], [3, 4, 4])], Refuses: [4, 8, 2]),
            new(() => new Conv2D(3, 4, padding: "same", activation: "softmax", biasInitializer: "zeros"), [([5, 5, 1], [5, 5, 3])], Refuses: [5]),
        ],
        [typeof(Dense)] =
        [
            new(() => new Dense(6), [([9], [6]), ([5, 4, 3], [5, 4, 6]), ([4, 3], [4, 6])]),
            new(() => new Dense(6, "relu", useBias: false, kernelInitializer: "he_normal"), [([33], [6])]),
            new(() => new Dense(300, "relu"), [([300], [300])]),
        ],
        [typeof(Dropout)] = [new(() => new Dropout(0.3), [([5, 4, 3], [5, 4, 3]), ([40], [40])]), new(() => new Dropout(0), [([9], [9])])],
        [typeof(ELU)] = [new(() => new ELU(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]), new(() => new ELU(0.5), [([7], [7])])],
        [typeof(LeakyReLU)] = [new(() => new LeakyReLU(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]), new(() => new LeakyReLU(0.1), [([7], [7])])],
        [typeof(ReLU)] =
        [
            new(() => new ReLU(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new ReLU(maxValue: 6, negativeSlope: 0.1, threshold: 0.5), [([5, 4, 3], [5, 4, 3])]),
        ],
        [typeof(Softmax)] = [new(() => new Softmax(), [([5, 4, 3], [5, 4, 3]), ([7], [7])])],
        [typeof(Flatten)] = [new(() => new Flatten(), [([5, 4, 3], [60]), ([9], [9])])],
        [typeof(MaxPooling2D)] =
        [
            new(() => new MaxPooling2D(), [([6, 7, 3], [3, 3, 3])], Refuses: [1, 7, 3]),
            new(() => new MaxPooling2D((3, 2), strides: 1, padding: "same"), [([5, 6, 2], [5, 6, 2])], Refuses: [5, 6]),
            new(() => new MaxPooling2D(2, padding: "same"), [([5, 7, 20], [3, 4, 20])], Refuses: [5]),
        ],
        [typeof(Reshape)] =
        [
            new(() => new Reshape(3, 4, 1), [([12], [3, 4, 1]), ([6, 2], [3, 4, 1])], Refuses: [13]),
            new(() => new Reshape(3, -1), [([12], [3, 4])], Refuses: [13]),
        ],
    };

    // Layers of two inputs or more, with the shape that they make of two of (5, 4, 3).
    static readonly Dictionary<Type, (Func<Layer> Make, Shape Output)> Merges = new()
    {
        [typeof(Add)] = (() => new Add(), [5, 4, 3]),
        [typeof(Concatenate)] = (() => new Concatenate(), [5, 4, 6]),
        [typeof(Maximum)] = (() => new Maximum(), [5, 4, 3]),
        [typeof(Minimum)] = (() => new Minimum(), [5, 4, 3]),
        [typeof(Multiply)] = (() => new Multiply(), [5, 4, 3]),
        [typeof(Subtract)] = (() => new Subtract(), [5, 4, 3]),
    };

    [Fact]
    public void Merges_keep_their_shape_rule_and_come_back_and_refuse_what_does_not_fit()
    {
        foreach (var (type, (make, output)) in Merges)
        {
            var (a, b) = (new Input(5, 4, 3).Output, new Input(5, 4, 3).Output);
            var model = new Model([a, b], [make().Apply(a, b)]);
            Assert.Equal(output, model.OutputShape);
            var x = ArrayData.Of([Samples.Random([5, 4, 3], 3), Samples.Random([5, 4, 3], 3)], []);
            Assert.Equal(output.Prepend(3), model.Predict(x).Shape);
            var again = Model.FromConfig(model.ToConfig());
            Assert.Equal(model.ToConfig(), again.ToConfig());
            Assert.Equal(model.Predict(x).Data, again.Predict(x, 2).Data);
            Assert.Contains(type.Name, Assert.Throws<ArgumentException>(() => { make().Apply(a, new Input(5, 3, 3).Output); }).Message);
        }
    }

    static IEnumerable<Type> Types => Kinds.Of<Layer>();

    public static TheoryData<string, int> All => new(Declared.SelectMany(d => d.Value.Select((_, i) => (d.Key.Name, i))));

    [Fact]
    public void Every_layer_is_declared_here_and_in_the_list_of_names()
    {
        // An Input is part of every model below.
        Assert.Equal(Types.Select(t => t.Name).Order(), Declared.Keys.Concat(Merges.Keys).Append(typeof(Input)).Select(t => t.Name).Order());
        Assert.Equal(Types.Select(t => t.Name).Order(), Names.All.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_shape_rule_is_the_results_shape(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        var model = new Sequential([new Input([.. input]), make()]);
        Assert.Equal(output, model.OutputShape);
        Assert.Equal(output, model.Layers[1].OutputShape);
        var y = model.Predict(Samples.Random(input, 5));
        Assert.Equal(output.Prepend(5), y.Shape);
        Assert.DoesNotContain(y.Data, v => !float.IsFinite(v));
        Assert.Equal(Samples.Bits(y), Samples.Bits(model.Predict(Samples.Random(input, 5))));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void A_batch_is_its_samples_one_by_one(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        var model = new Sequential([new Input([.. input]), make()]);
        var x = Samples.Random(input, 13);
        double[] together = [.. model.Predict(x).Data];
        Close.Assert(model.Predict(x, batchSize: 1).Data, together, 1e-6);
        Close.Assert(model.Predict(x, batchSize: 5).Data, together, 1e-6);
        model.Workers = new Workers(3);
        Assert.Equal(model.Predict(x, batchSize: 1).Data, model.Predict(x, batchSize: 1).Data);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Settings_come_back(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        var first = make();
        var again = Names.Make(first.Kind, "again", first.GetConfig().Json.DeepClone().AsObject());
        Assert.Equal(first.GetType(), again.GetType());
        Assert.Equal("again", again.Name);
        Assert.Equal(first.GetConfig().Json.ToJsonString(), again.GetConfig().Json.ToJsonString());
        var model = new Sequential([new Input([.. input]), make()], "named", seed: 4);
        var copy = Model.FromConfig(model.ToConfig(), seed: 4);
        Assert.Equal(model.ToConfig(), copy.ToConfig());
        Assert.Equal(Samples.Bits(model), Samples.Bits(copy));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Copied_weights_give_the_same_bits_and_the_same_next_steps(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        // The layer's own gradient by its input is needed too: a Dense before it.
        Sequential Build(ulong seed) =>
            new([new Input([.. input]), new Dense(input[^1]), make(), new Flatten(), new Dense(3, "softmax")], seed: seed);
        var (model, copy) = (Build(1), Build(2));
        var data = Samples.Data(input, 17, 3);
        var started = Samples.Bits(model);
        Assert.NotEqual(started, Samples.Bits(copy));
        copy.SetWeights(model.Values());
        (model.Workers, copy.Workers) = (new Workers(1), new Workers(3));
        Assert.Equal(Samples.Bits(model.Predict(data)), Samples.Bits(copy.Predict(data)));
        foreach (var m in new[] { model, copy }) m.Compile("rmsprop", "sparse_categorical_crossentropy", ["accuracy"]);
        Assert.Equal(Samples.Bits(model.Fit(data, 8, epochs: 2, seed: 9)), Samples.Bits(copy.Fit(data, 8, epochs: 2, seed: 9)));
        Assert.Equal(Samples.Bits(model), Samples.Bits(copy));
        Assert.NotEqual(started, Samples.Bits(model));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Saved_and_loaded_it_trains_on_with_the_same_bits(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        var model = new Sequential([new Input([.. input]), new Dense(input[^1]), make(), new Flatten(), new Dense(3, "softmax")], "saved", seed: 6);
        model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        var data = Samples.Data(input, 17, 3);
        model.Fit(data, 8, epochs: 1);
        using var folder = new TempFolder();
        model.Save(folder.File("a.safetensors"));
        var again = Model.Load(folder.File("a.safetensors"));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
        Assert.Equal(Samples.Bits(model.Fit(data, 8)), Samples.Bits(again.Fit(data, 8)));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void A_bad_shape_is_refused_in_three_parts(string layer, int sample)
    {
        var s = Declared.Single(d => d.Key.Name == layer).Value[sample];
        if (s.Refuses is { } bad) ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input([.. bad]), s.Make()]), layer, $"{bad}");
    }

    static void Each(string layer, int sample, Action<Func<Layer>, Shape, Shape> check)
    {
        var s = Declared.Single(d => d.Key.Name == layer).Value[sample];
        foreach (var (input, output) in s.Shapes) check(s.Make, input, output);
    }
}
