using Hornbill.Callbacks;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>What is kept by name has a name of its own; names may be changed.</summary>
public class NamingTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    [Fact]
    public void Two_outputs_of_one_layer_have_figures_of_their_own()
    {
        var (a, b) = (new Input(2), new Input(2));
        var head = new Dense(2, "softmax") { Name = "head" };
        var model = new Model([a.Output, b.Output], [head.Apply(a.Output), head.Apply(b.Output)]);
        Assert.Equal(["head", "head_1"], model.OutputNames);
        model.Compile("sgd", [Sparse, Sparse], metrics: [["accuracy"], ["accuracy"]]);
        head.SetWeights([new Tensor([2, 2], [9, 0, 0, 9]), new Tensor([2])]);
        var x = new Tensor([2, 2], [1, 0, 0, 1]);
        Tensor right = new([2], [0, 1]), wrong = new([2], [1, 0]);
        var evaluation = model.Evaluate(ArrayData.Of([x, x], [right, wrong]));
        Assert.Equal(["loss", "head_loss", "head_accuracy", "head_1_loss", "head_1_accuracy"], evaluation.Values.Keys);
        Assert.Equal((1.0, 0.0), (evaluation["head_accuracy"], evaluation["head_1_accuracy"]));
        Assert.True(evaluation["head_loss"] < 0.01 && evaluation["head_1_loss"] > 8);
        Assert.False(model.Rises("head_1_loss"));
        Assert.True(model.Rises("val_head_1_accuracy"));
    }

    [Fact]
    public void Figures_that_would_have_the_name_of_another_get_a_number()
    {
        var x = new Input(2).Output;
        var model = new Model([x], [new Dense(2) { Name = "a" }.Apply(x), new Dense(2) { Name = "a_b" }.Apply(x)]);
        model.Compile("sgd", ["mse", "mse"], metrics: [[new Accuracy { LogName = "b_loss" }], [new Accuracy { LogName = "loss" }]]);
        Assert.Equal(["loss", "a_loss", "a_b_loss_1", "a_b_loss", "a_b_loss_2"],
            model.TestOnBatch(ArrayData.Of([new Tensor([1, 2])], [new Tensor([1, 2]), new Tensor([1, 2])])).Values.Keys);
        var tiny = Samples.Tiny();
        tiny.Compile("sgd", Sparse, [new Accuracy { LogName = "loss" }, "acc", "acc"]);
        Assert.Equal(["loss", "loss_1", "acc", "acc_1"], tiny.Evaluate(Samples.Blobs(8)).Values.Keys);
        ThreeParts.Throws<ArgumentException>(() => tiny.Compile("sgd", Sparse, [new Accuracy { LogName = "val_x" }]), "val_x");
    }

    [Fact]
    public void Layers_and_models_can_be_renamed()
    {
        using var folder = new TempFolder();
        var model = new Sequential([new Input(2), new Dense(8, "relu"), new Dropout(0.5), new Dense(4, "softmax")], seed: 1);
        model.Compile("adam", Sparse);
        model.Fit(Samples.Blobs(16));
        ThreeParts.Throws<ArgumentException>(() => model.GetLayer("dense").Name = "dense_1", "dense_1");
        (model.Name, model.GetLayer("dense").Name, model.GetLayer("dropout").Name) = ("small", "hidden", "drop");
        Assert.Equal(["hidden/kernel", "hidden/bias", "dense_1/kernel", "dense_1/bias"], model.GetWeights().Select(w => w.Name));
        Assert.StartsWith("hidden/kernel/", model.GetOptimizerState().Slots[0].Name);
        model.Save(folder.File("net.safetensors"));
        var again = Model.Load(folder.File("net.safetensors"));
        Assert.Equal("small", again.Name);
        // Random numbers are a function of names, so both drop the same.
        Assert.Equal(Samples.Bits(model.Fit(Samples.Blobs(16))), Samples.Bits(again.Fit(Samples.Blobs(16))));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    }

    [Fact]
    public void A_model_is_loaded_under_another_name()
    {
        using var folder = new TempFolder();
        new Sequential([new Input(2), new Dense(2)], "net").Save(folder.File("net.safetensors"));
        Model Load(string name) => Model.Load(folder.File("net.safetensors"), name: name);
        var x = new Input(2).Output;
        var both = new Model([x], [new Average().Apply(Load("first").Apply(x), Load("second").Apply(x))]);
        Assert.Equal(["first/dense/kernel", "first/dense/bias", "second/dense/kernel", "second/dense/bias"],
            both.GetWeights().Select(w => w.Name));
    }

    [Fact]
    public void Weights_of_one_name_are_refused()
    {
        var inner = new Sequential([new Input(2), new Dense(2) { Name = "b" }], "a");
        ThreeParts.Throws<ArgumentException>(() => _ = new Sequential([new Input(2), inner, new Dense(2) { Name = "a/b" }]), "a/b/kernel");
    }

    [Fact]
    public void What_is_frozen_when_a_model_is_compiled_decides_how_it_trains()
    {
        float[] Train(bool stepBefore, bool saved = false)
        {
            using var folder = new TempFolder();
            Model d = new Sequential([new Input(1), new BatchNormalization(momentum: 0.5), new Dense(1, "sigmoid")], seed: 2);
            d.Compile(new SGD(0.1), "binary_crossentropy");
            var (x, y, first) = (new Tensor([4, 1], [4, 5, 6, 9]), new Tensor([4], [0, 1, 0, 1]), d.Values());
            if (stepBefore)
            {
                d.TrainOnBatch(x, y);
                d.SetWeights(first);
            }
            d.Trainable = false;
            if (saved)
            {
                d.Save(folder.File("d.safetensors"));
                d = Model.Load(folder.File("d.safetensors"));
            }
            d.TrainOnBatch(x, y);
            return [.. d.Values().SelectMany(w => w.Data)];
        }
        var trained = Train(stepBefore: true);
        Assert.Equal(3, trained[2]); // the moving mean
        Assert.Equal(trained, Train(stepBefore: false));
        Assert.Equal(trained, Train(stepBefore: false, saved: true));
    }

    [Fact]
    public void What_no_epoch_will_have_is_told_before_the_first_batch()
    {
        var (model, batches) = (Samples.Tiny(), 0);
        var counting = new LambdaCallback { TrainBatchEnd = (_, _) => batches++ };
        void Refused(Callback callback, params string[] words) =>
            ThreeParts.Throws<ArgumentException>(() =>
                model.Fit(Samples.Blobs(40), 4, callbacks: [counting, callback], validationSplit: 0.2), words);
        Refused(new EarlyStopping("val_acc"), "val_acc", "val_accuracy");
        Refused(new ReduceLROnPlateau("acc"), "'acc'");
        using var folder = new TempFolder();
        Refused(new ModelCheckpoint(folder.File("a.safetensors"), "val_loss", saveBestOnly: true, saveFreq: 2), "val_loss");
        Assert.Equal(0, batches);
        // What a callback before it may add cannot be known.
        var adding = new LambdaCallback { EpochEnd = (_, logs) => logs["mine"] = 1 };
        model.Fit(Samples.Blobs(40), callbacks: [adding, new EarlyStopping("mine", mode: "max")]);
        model.Fit(Samples.Blobs(40), callbacks: [new LearningRateScheduler((_, rate) => rate),
            new EarlyStopping("learning_rate", mode: "max")]);
    }

    [Fact]
    public void Infinity_is_not_the_best()
    {
        using var folder = new TempFolder();
        var model = new Sequential([new Input(1), new Dense(1)], seed: 1);
        model.Compile(new SGD(1e30), "mse");
        var history = model.Fit(new ArrayData(new Tensor([2, 1], [3, 4]), new Tensor([2, 1], [1, 2])), 1, 1,
                                [new ModelCheckpoint(folder.File("best.safetensors"), "loss", saveBestOnly: true)]);
        Assert.True(double.IsPositiveInfinity(history["loss"][0]));
        Assert.False(File.Exists(folder.File("best.safetensors")));
    }

    [Theory]
    [InlineData(1f, 10), InlineData(0.95f, 10), InlineData(0.05f, 1), InlineData(0.5f, 1), InlineData(0.51f, 10)]
    public void Class_weights_go_by_the_nearest_class(float label, double weight)
    {
        var model = new Sequential([new Input(1), new Dense(1, "sigmoid", useBias: false)]);
        model.Compile(new SGD(0), "binary_crossentropy");
        var data = new ArrayData(new Tensor([1, 1]), new Tensor([1], [label]));
        Assert.Equal(weight * Math.Log(2), model.Fit(data, classWeight: new Dictionary<int, double> { [0] = 1, [1] = 10 })["loss"][0],
            1e-5);
    }
}
