using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Keras's rules for Fit and Evaluate.</summary>
public class FitTests
{
    // With a learning rate of 0 the losses of all batches belong to the same weights.
    static Sequential Still(string loss = "sparse_categorical_crossentropy", ulong seed = 3)
    {
        var model = Samples.Tiny(seed: seed);
        model.Compile(new SGD(0), loss, ["accuracy"]);
        return model;
    }

    [Fact]
    public void A_validation_split_takes_the_last_samples_before_shuffling()
    {
        var all = Samples.Data([2], 23, 4);
        var history = Still().Fit(all, batchSize: 4, validationSplit: 0.3);
        // ⌊23 × 0.7⌋ = 16.
        var (first, last) = (Still().Evaluate(all.Slice(0, 16)), Still().Evaluate(all.Slice(16, 7)));
        Assert.Equal(first.Loss, history["loss"][0], 1e-6);
        Assert.Equal(first["accuracy"], history["accuracy"][0], 1e-12);
        Assert.Equal(last.Loss, history["val_loss"][0], 1e-6);
        Assert.Equal(last["accuracy"], history["val_accuracy"][0], 1e-12);
    }

    [Fact]
    public void Validation_data_win_over_a_split()
    {
        var (all, other) = (Samples.Data([2], 20, 4), Samples.Data([2], 9, 4, seed: 8));
        var history = Still().Fit(all, validationSplit: 0.5, validationData: other);
        Assert.Equal(Still().Evaluate(all).Loss, history["loss"][0], 1e-6);
        Assert.Equal(Still().Evaluate(other).Loss, history["val_loss"][0], 1e-6);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1)]
    [InlineData(100)]
    public void The_loss_of_an_epoch_is_the_mean_over_samples(int batch)
    {
        var data = Samples.Data([2], 17, 4);
        var history = Still().Fit(data, batchSize: batch, epochs: 2);
        var p = Still().Predict(data);
        double[] losses = [.. Enumerable.Range(0, 17).Select(n => -Math.Log(p[n, (int)Samples.Labels(17, 4, 2).Data[n]]))];
        Assert.Equal(losses.Average(), history["loss"][0], 1e-6);
        Assert.Equal(losses.Average(), history["loss"][1], 1e-6);
        Assert.Equal(losses.Average(), Still().Evaluate(data, batch).Loss, 1e-6);
    }

    [Fact]
    public void Sample_weights_multiply_and_the_divisor_stays_the_count()
    {
        var (x, y) = (Samples.Random([2], 9), Samples.Labels(9, 4));
        float[] weights = [0, 1, 2, 3, 0.5f, 0.25f, 1, 1, 4];
        var p = Still().Predict(x);
        var expected = Enumerable.Range(0, 9).Average(n => -Math.Log(p[n, (int)y.Data[n]]) * weights[n]);
        Assert.Equal(expected, Still().Evaluate(new ArrayData(x, y, weights), batchSize: 4).Loss, 1e-6);
        Assert.Equal(expected, Still().Fit(new ArrayData(x, y, weights), batchSize: 4)["loss"][0], 1e-6);

        // A weight of 2 changes a step as the sample given twice does, but for the divisor.
        Sequential Step(ArrayData data, double rate)
        {
            var model = Samples.Tiny(seed: 3);
            model.Compile(new SGD(rate), "sparse_categorical_crossentropy");
            model.Fit(data, batchSize: 10, shuffle: false);
            return model;
        }
        ArrayData Rows(int[] rows, float[]? w = null) => new(new([rows.Length, 2], [.. rows.SelectMany(r => x.Row(r).ToArray())]),
                                                             new([rows.Length], [.. rows.Select(r => y.Data[r])]), w);
        var weighted = Step(Rows([0, 1, 2], [1, 2, 0]), 0.3);
        var repeated = Step(Rows([0, 1, 1]), 0.3);
        foreach (var (a, b) in weighted.Values().Zip(repeated.Values())) Close.Assert(a.Data, [.. b.Data.Select(v => (double)v)], 1e-5);
    }

    [Fact]
    public void One_hot_targets_and_class_indices_train_alike()
    {
        var (x, y) = (Samples.Random([2], 40), Samples.Labels(40, 4));
        var (sparse, dense) = (Samples.Tiny(), Samples.Tiny());
        dense.Compile("adam", "categorical_crossentropy", ["accuracy"]);
        var (a, b) = (sparse.Fit(new ArrayData(x, y), epochs: 3), dense.Fit(new ArrayData(x, Samples.OneHot(y, 4)), epochs: 3));
        Assert.Equal(a["loss"][2], b["loss"][2], 1e-5);
        Assert.Equal(a["accuracy"], b["accuracy"]);
    }

    [Fact]
    public void Series_have_Keras_names()
    {
        var model = Samples.Tiny();
        Assert.Equal(["loss", "accuracy"], model.Fit(Samples.Blobs(8)).Values.Keys);
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy"], model.Fit(Samples.Blobs(8), validationSplit: 0.5).Values.Keys);
        model.Compile("rmsprop", "sparse_categorical_crossentropy", ["acc"]);
        var history = model.Fit(Samples.Blobs(8), epochs: 3, validationData: Samples.Blobs(4));
        Assert.Equal(["loss", "acc", "val_loss", "val_acc"], history.Values.Keys);
        Assert.Equal(3, history.Epochs);
        Assert.Equal(["loss", "acc"], model.Evaluate(Samples.Blobs(8)).Values.Keys);
        model.Compile("rmsprop", "sparse_categorical_crossentropy");
        Assert.Equal(["loss"], model.Fit(Samples.Blobs(8)).Values.Keys);
    }

    [Fact]
    public void Accuracy_is_the_share_of_right_predictions()
    {
        var (x, y) = (Samples.Random([2], 50), Samples.Labels(50, 4));
        var p = Still().Predict(x);
        var right = Enumerable.Range(0, 50).Count(n => p.Row(n).ToArray().Index().MaxBy(v => v.Item).Index == (int)y.Data[n]) / 50.0;
        Assert.Equal(right, Still().Evaluate(new ArrayData(x, y), 8)["accuracy"], 1e-12);
        Assert.Equal(right, Still("categorical_crossentropy").Evaluate(new ArrayData(x, Samples.OneHot(y, 4)), 8)["accuracy"], 1e-12);
        var binary = new Hornbill.Metrics.Accuracy();
        binary.Update([0.6f], [1]);
        binary.Update([0.5f], [1]);
        binary.Update([0.5f], [0]);
        binary.Update([0.7f], [0]);
        Assert.Equal(0.5, binary.Result);
    }

    [Fact]
    public void Fit_again_continues_and_Compile_starts_the_optimizer_anew()
    {
        var data = Samples.Blobs(32);
        Sequential Trained(Action<Sequential> train)
        {
            var model = Samples.Tiny();
            train(model);
            return model;
        }
        // Without shuffling, two epochs are two fits of one.
        var once = Trained(m => m.Fit(data, epochs: 2, shuffle: false));
        var twice = Trained(m => { m.Fit(data, shuffle: false); m.Fit(data, shuffle: false); });
        var anew = Trained(m =>
        {
            m.Fit(data, shuffle: false); m.Compile("adam", "sparse_categorical_crossentropy");
            m.Fit(data, shuffle: false);
        });
        Assert.Equal(Samples.Bits(once), Samples.Bits(twice));
        Assert.NotEqual(Samples.Bits(once), Samples.Bits(anew));
        // As a model with the weights of the first fit and an optimizer that has done nothing.
        var fresh = Trained(m => { m.SetWeights(Trained(f => f.Fit(data, shuffle: false)).Values()); m.Fit(data, shuffle: false); });
        Assert.Equal(Samples.Bits(fresh), Samples.Bits(anew));
    }

    [Fact]
    public void Seeds_shuffle()
    {
        var data = Samples.Blobs(40);
        string Run(ulong? seed, bool shuffle = true)
        {
            var model = Samples.Tiny();
            model.Fit(data, batchSize: 8, epochs: 2, shuffle: shuffle, seed: seed);
            return Samples.Bits(model);
        }
        Assert.Equal(Run(1), Run(1));
        Assert.Equal(3, new[] { Run(1), Run(2), Run(1, shuffle: false) }.Distinct().Count());
        Assert.Equal(Run(0), Run(null));
        Assert.Equal(Run(1, shuffle: false), Run(2, shuffle: false));
    }

    [Fact]
    public void A_batch_larger_than_the_data_is_one_short_batch()
    {
        var data = Samples.Blobs(10);
        string Run(int batch)
        {
            var model = Samples.Tiny();
            return Samples.Bits(model.Fit(data, batchSize: batch, epochs: 2)) + Samples.Bits(model);
        }
        Assert.Equal(Run(10), Run(1000));
        Assert.Equal(10, Samples.Tiny().Predict(data, batchSize: 1_000_000_000).Shape[0]);
        Assert.Equal(Still().Evaluate(data, 10).Loss, Still().Evaluate(data, 1_000_000_000).Loss);
    }

    [Fact]
    public void The_learning_rate_may_be_changed_between_fits()
    {
        var model = Samples.Tiny();
        var before = Samples.Bits(model);
        model.Optimizer!.LearningRate = 0;
        model.Fit(Samples.Blobs(16));
        Assert.Equal(before, Samples.Bits(model));
    }

    [Fact]
    public void Dropout_drops_in_training_only()
    {
        Sequential Net(double rate)
        {
            var model = new Sequential([new Input(2), new Dense(64, "relu"), new Dropout(rate), new Dense(4, "softmax")], seed: 3);
            model.Compile(new SGD(0), "sparse_categorical_crossentropy");
            return model;
        }
        var data = Samples.Blobs(64);
        Assert.Equal(Net(0).Evaluate(data).Loss, Net(0.5).Evaluate(data).Loss);
        Assert.Equal(Net(0).Evaluate(data).Loss, Net(0).Fit(data)["loss"][0], 1e-6);
        Assert.NotEqual(Net(0).Evaluate(data).Loss, Net(0.5).Fit(data)["loss"][0], 1e-3);
        // Another mask in each step, sample and run.
        Assert.Equal(3, Net(0.5).Fit(data, epochs: 3, shuffle: false)["loss"].Distinct().Count());
        Assert.NotEqual(Net(0.5).Fit(data, seed: 1)["loss"], Net(0.5).Fit(data, seed: 2)["loss"]);
    }

    [Fact]
    public void What_is_no_number_is_never_the_best_epoch()
    {
        var history = new History();
        Assert.Equal(-1, history.BestEpoch);
        foreach (var loss in new[] { double.NaN, 0.7, 0.5, double.NaN, 0.6 }) history.Add(new Dictionary<string,
            double>
        { ["loss"] = loss });
        Assert.Equal(2, history.BestEpoch);
        foreach (var loss in new[] { 0.2, 0.1, 0.3, 0.4, 0.5 }) history.Add(new Dictionary<string, double> { ["val_loss"] = loss });
        Assert.Equal(1, history.BestEpoch);
    }
}
