using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Models whose inputs have no size before there are data.</summary>
public class AnySizeTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    static Layer[] Body() =>
    [
        new Conv2D(4, 3, padding: "same"), new BatchNormalization(), new Activation("relu"), new MaxPooling2D(2),
            new Conv2D(6, 3, activation: "relu"),
        new GlobalAveragePooling2D(), new Dropout(0.2), new Dense(3, "softmax"),
    ];

    static Sequential Classifier() => new([new Input(null, null, 2), .. Body()], seed: 5);

    // The same net of one size.
    static Sequential Fixed(Model like, int height, int width)
    {
        var model = new Sequential([new Input(height, width, 2), .. Body()], seed: 5);
        model.SetWeights(like.Values());
        return model;
    }

    // Shapes as the input's: a U-net with a skip, and a mask.
    static Model Segmentation()
    {
        var x = new Input(null, null, 1).Output;
        var a = new Conv2D(4, 3, padding: "same", activation: "relu").Apply(x);
        var b = new Conv2D(6, 3, padding: "same", activation: "relu").Apply(new MaxPooling2D(2).Apply(a));
        var up = new Concatenate().Apply(new UpSampling2D(2).Apply(b), a);
        return new([x], [new Conv2D(3, 1, activation: "softmax").Apply(up)], seed: 7);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(7, 11)]
    [InlineData(33, 12)]
    public void It_predicts_as_the_same_net_of_that_size_to_the_bit(int height, int width)
    {
        var model = Classifier();
        var x = Samples.Random([height, width, 2], 5);
        Assert.Equal(Samples.Bits(Fixed(model, height, width).Predict(x)), Samples.Bits(model.Predict(x)));
    }

    [Fact]
    public void It_trains_as_the_same_net_of_that_size_to_the_bit_and_goes_on_with_another()
    {
        var (model, data, larger) = (Classifier(), Samples.Data([8, 7, 2], 20, 3), Samples.Data([12, 9, 2], 20, 3));
        var same = Fixed(model, 8, 7);
        foreach (var m in new Model[] { model, same }) m.Compile("adam", Sparse, ["accuracy"]);
        Assert.Equal(Samples.Bits(same.Fit(data, 8, epochs: 2)), Samples.Bits(model.Fit(data, 8, epochs: 2)));
        Assert.Equal(Samples.Bits(same), Samples.Bits(model));
        Assert.Equal(same.Evaluate(data).Loss, model.Evaluate(data).Loss);
        var before = Samples.Bits(model);
        var history = model.Fit(data, 8, epochs: 1, validationData: larger);
        Assert.True(double.IsFinite(history["val_loss"][0]));
        model.Fit(larger, 8);
        Assert.NotEqual(before, Samples.Bits(model));
    }

    [Fact]
    public void What_is_not_known_is_None()
    {
        var model = Segmentation();
        Assert.Equal([Shape.Unknown, Shape.Unknown, 3], model.OutputShape);
        Assert.Contains("(None, None, None, 3)", model.Summary());
        Assert.Contains("(None, None, None, 10)", model.Summary()); // 6 + 4 channels
        Assert.Equal("(None, None, 1)", $"{model.InputShape}");
        Assert.Contains("(None, 6)", Classifier().Summary());
        Assert.Equal([3], Classifier().OutputShape);
        Assert.Equal((9 * 2 * 4) + 4 + 16 + (9 * 4 * 6) + 6 + (6 * 3) + 3, Classifier().ParameterCount);
    }

    [Fact]
    public void Every_pixel_of_any_image_is_classified()
    {
        var model = Segmentation();
        model.Compile("adam", Sparse, ["accuracy"]);
        Assert.Equal([2, 6, 8, 3], model.Predict(Samples.Random([6, 8, 1], 2)).Shape);
        Assert.Equal([3, 10, 4, 3], model.Predict(Samples.Random([10, 4, 1], 3)).Shape);
        var y = new Tensor([4, 6, 8], [.. Enumerable.Range(0, 4 * 48).Select(i => (float)(i % 3))]);
        model.Fit(new ArrayData(Samples.Random([6, 8, 1], 4), y), 2, epochs: 2);
        ThreeParts.Throws<ArgumentException>(() => model.Fit(new ArrayData(Samples.Random([8, 8, 1], 4), y)), "(6, 8)", "(8, 8)");
        ThreeParts.Throws<ArgumentException>(() => model.Predict(Samples.Random([7, 8, 1], 2)), "(7, 8, "); // an odd side and a skip
    }

    [Fact]
    public void It_comes_back_from_text_and_file()
    {
        foreach (var model in new[] { Classifier(), Segmentation() })
        {
            var again = Model.FromConfig(model.ToConfig(), model.Seed);
            Assert.Equal(model.ToConfig(), again.ToConfig());
            Assert.Contains("null,null", model.ToConfig());
            using var folder = new TempFolder();
            model.Save(folder.File("a.safetensors"));
            var x = Samples.Random([8, 6, model.InputShape[^1]], 2);
            Assert.Equal(model.Predict(x).Data, Model.Load(folder.File("a.safetensors")).Predict(x).Data);
        }
    }

    [Fact]
    public void As_a_layer_it_takes_what_size_there_is()
    {
        var body = Classifier();
        var x = new Input(9, 9, 2).Output;
        var known = new Model([x], [body.Apply(x)]);
        Assert.Equal([3], known.OutputShape);
        var data = Samples.Random([9, 9, 2], 3);
        Assert.Equal(Samples.Bits(body.Predict(data)), Samples.Bits(known.Predict(data)));
        var any = new Input(null, null, 2).Output;
        var within = new Model([any], [new Dense(2).Apply(body.Apply(any))]);
        Assert.Equal([3, 2], within.Predict(data).Shape);
        Assert.Equal(within.ToConfig(), Model.FromConfig(within.ToConfig()).ToConfig());
        Assert.Equal(["sequential/conv2d/kernel"], within.GetWeights().Select(w => w.Name).Take(1));
    }

    [Fact]
    public void A_layer_whose_weights_depend_on_the_size_is_refused_where_it_is_applied()
    {
        ThreeParts.Throws<ArgumentException>(() =>
            new Sequential([new Input(null, null, 2), new Flatten(), new Dense(3)]), "Dense 'dense'", "(None,)", "known size",
            "GlobalAveragePooling2D");
        ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input(null, null, 2), new PReLU()]), "PReLU", "(None, None, 2)");
        ThreeParts.Throws<ArgumentException>(() => new Input(null, null, null), "null");
        ThreeParts.Throws<ArgumentException>(() => new Input(null, 0, 3), "0");
        _ = new Sequential([new Input(null, null, 2), new PReLU(sharedAxes: [1, 2])]);
    }

    [Fact]
    public void Data_too_small_for_its_windows_are_told()
    {
        var model = Classifier();
        ThreeParts.Throws<ArgumentException>(() => model.Predict(Samples.Random([3, 3, 2], 1)), "(1, 1, 4)");
        ThreeParts.Throws<ArgumentException>(() => model.Predict(Samples.Random([8, 8, 3], 1)), "(8, 8, 3)", "(None, None, 2)");
        Assert.Equal([1, 3], model.Predict(Samples.Random([8, 8, 2], 1)).Shape); // and nothing is lost
    }

    [Fact]
    public void Gradients_go_by_its_inputs_and_layers_at_any_size()
    {
        var model = Classifier();
        var x = Samples.Random([8, 7, 2], 2);
        var by = model.GetLayer("conv2d_1").Output;
        var same = Fixed(model, 8, 7);
        Assert.Equal(same.Gradients(x, 1)[0].Data, model.Gradients(x, 1)[0].Data);
        Assert.Equal(same.Gradients(x, 1, [same.GetLayer("conv2d_1").Output])[0].Data, model.Gradients(x, 1, [by])[0].Data);
        Assert.Equal([2, 2, 1, 6], model.Gradients(x, 1, [by])[0].Shape);
    }

    [Fact]
    public void Many_sizes_keep_few_plans()
    {
        var model = Classifier();
        var first = model.Predict(Samples.Random([6, 6, 2], 1)).Data;
        for (var side = 6; side < 40; side++) model.Predict(Samples.Random([side, side, 2], 1));
        Assert.Equal(first, model.Predict(Samples.Random([6, 6, 2], 1)).Data);
    }

    [Fact]
    public void Sequences_of_any_length()
    {
        var model = new Sequential([new Input(null, 3), new Conv1D(4, 3, activation: "relu"), new GlobalMaxPooling1D(), new Dense(2)]);
        Assert.Equal([2, 2], model.Predict(Samples.Random([9, 3], 2)).Shape);
        Assert.Equal([2, 2], model.Predict(Samples.Random([20, 3], 2)).Shape);
    }

    // A layer of one's own reads the sizes that there are.
    sealed class Centred : Layer
    {
        readonly Conv2D _conv = new(2, 3, padding: "same");

        public override Config GetConfig() => new();

        protected internal override Node Build(Node input) =>
            new ZeroPadding2D(((input.Shape[0] + 1) / 2, 0)).Apply(2 * _conv.Apply(input));
    }

    [Fact]
    public void Layers_of_ones_own_need_not_know()
    {
        var model = new Sequential([new Input(null, null, 1), new Centred()]);
        Assert.Equal([Shape.Unknown, Shape.Unknown, 2], model.OutputShape);
        Assert.Equal([1, 12, 5, 2], model.Predict(Samples.Random([6, 5, 1], 1)).Shape);
        Assert.Equal([1, 16, 5, 2], model.Predict(Samples.Random([8, 5, 1], 1)).Shape);
        Assert.Contains("(None, None, None, 2)", model.Summary(expandNested: true));
        Assert.Contains("conv2d (Conv2D)", model.Summary(expandNested: true));
    }

    [Fact]
    public void A_layer_with_weights_must_be_kept_between_applications()
    {
        ThreeParts.Throws<InvalidOperationException>(() =>
            new Sequential([new Input(null, null, 1), new Lambda(x => new Conv2D(2, 3).Apply(x)), new GlobalAveragePooling2D()]),
            "Lambda 'lambda'", "Conv2D");
        var kept = new Conv2D(2, 3);
        var model = new Sequential([new Input(null, null, 1), new Lambda(x => 2 * kept.Apply(x)), new GlobalAveragePooling2D()]);
        Assert.Equal([2, 2], model.Predict(Samples.Random([8, 9, 1], 2)).Shape);
        Assert.Equal(20, model.ParameterCount);
    }

    [Fact]
    public void A_last_dimension_of_1_may_be_missing_or_too_many()
    {
        var image = new Sequential([new Input(4, 3, 1), new Flatten(), new Dense(2)]);
        var plain = new Sequential([new Input(4, 3), new Flatten(), new Dense(2)]);
        plain.SetWeights(image.Values());
        var x = Samples.Random([4, 3, 1], 5);
        var expected = image.Predict(x).Data;
        foreach (var m in new[] { image, plain })
        {
            Assert.Equal(expected, m.Predict(x).Data);
            Assert.Equal(expected, m.Predict(x.Reshape([5, 4, 3])).Data);
            m.Compile("sgd", "mse");
            m.Fit(new ArrayData(x.Reshape([5, 4, 3]), new Tensor([5, 2])));
        }
        var one = new Sequential([new Input(1), new Dense(1)]);
        one.Compile("sgd", "mse");
        one.Fit(new ArrayData(new Tensor([4], [1, 2, 3, 4]), new Tensor([4, 1])));
        ThreeParts.Throws<ArgumentException>(() => image.Predict(Samples.Random([4, 3, 2], 1)), "(4, 3, 2)", "(4, 3, 1)");
        Assert.Equal([2, 2], new Sequential([new Input(null, null, 1), new GlobalAveragePooling2D(), new Dense(2)]).Predict(
            Samples.Random([6, 5], 2)).Shape);
    }

    [Fact]
    public void Gradients_go_through_models_within_to_their_layers()
    {
        var trunk = new Sequential([new Input(6, 6, 1), new Conv2D(4, 3, activation: "relu"), new Conv2D(3, 2)], "trunk", seed: 2);
        var x = new Input(6, 6, 1).Output;
        var nested = new Model([x], [new Dense(2).Apply(new Flatten().Apply(new Rescaling(2).Apply(trunk.Apply([x], training: false))))],
            seed: 4);
        var y = new Input(6, 6, 1).Output;
        // Within a model within.
        var outer = new Model([y], [nested.Apply(y)]);
        // The same as one graph.
        var inner = trunk.GetLayer("conv2d").Output;
        var flat = new Model(trunk.Inputs, [nested.GetLayer("dense").Apply(new Flatten().Apply(new Rescaling(2).Apply(trunk.Output)))]);
        var image = Samples.Random([6, 6, 1], 2);
        var expected = flat.Gradients(image, 1, [inner])[0];
        Assert.Equal([2, 4, 4, 4], expected.Shape);
        Close.Assert(nested.Gradients(image, 1, [inner])[0].Data, [.. expected.Data], 1e-6);
        Close.Assert(outer.Gradients(image, 1, [inner])[0].Data, [.. expected.Data], 1e-6);
        ThreeParts.Throws<ArgumentException>(() => nested.Gradients(image, 1, [new Dense(2).Apply(new Input(3).Output)]), "no part");
    }
}
