using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Single batches, and training loops written by hand.</summary>
public class BatchesTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    static readonly Tensor X = Samples.Random([12, 12, 1], 40), Y = Samples.Labels(40);

    static Sequential Net()
    {
        var model = Samples.Small(seed: 4);
        model.Compile("adam", Sparse, ["accuracy"]);
        return model;
    }

    static ArrayData Batch(int index, int size) => new ArrayData(X, Y).Slice(index * size, size);

    [Fact]
    public void Training_on_batches_is_Fit()
    {
        var (fit, byHand) = (Net(), Net());
        var history = fit.Fit(new ArrayData(X, Y), batchSize: 10, shuffle: false);
        var losses = Enumerable.Range(0, 4).Select(i => byHand.TrainOnBatch(Batch(i, 10))).ToArray();
        Assert.Equal(Samples.Bits(fit), Samples.Bits(byHand));
        Assert.Equal(history["loss"][0], losses.Average(l => l.Loss), 1e-9);
        Assert.Equal(["loss", "accuracy"], losses[0].Values.Keys);
    }

    [Fact]
    public void Weights_of_samples_and_classes_count_in_a_batch()
    {
        var weights = Enumerable.Range(0, 10).Select(c => 0.1 * c).ToArray();
        var (a, b, c) = (Net(), Net(), Net());
        a.TrainOnBatch(X, Y, sampleWeight: [.. Y.Data.Select(y => (float)weights[(int)y])]);
        b.TrainOnBatch(X, Y, classWeight: weights);
        c.TrainOnBatch(X, Y);
        Assert.Equal(Samples.Bits(a), Samples.Bits(b));
        Assert.NotEqual(Samples.Bits(a), Samples.Bits(c));
    }

    [Fact]
    public void Testing_and_predicting_a_batch()
    {
        var model = Net();
        Assert.Equal(model.Evaluate(new ArrayData(X, Y), 40).Values, model.TestOnBatch(X, Y).Values);
        Assert.Equal(model.Predict(X, 40).Data, model.PredictOnBatch(X).Data);
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().TestOnBatch(new Stream(8)), "Stream", "length");
    }

    [Fact]
    public void Predictions_know_the_statistics_that_computing_gradients_moved()
    {
        var model = new Sequential([new Input(8, 8, 1), new Conv2D(4, 3), new BatchNormalization(momentum: 0.5), new Flatten(),
            new Dense(3, "softmax")]);
        model.Compile("adam", Sparse);
        var x = Samples.Random([8, 8, 1], 12);
        for (var i = 0; i < x.Data.Length; i++) x.Data[i] = (4 * x.Data[i]) + 1;
        var before = Samples.Bits(model.Predict(x));
        var weights = Samples.Bits(model);
        model.ComputeGradients(new ArrayData(x, Samples.Labels(12, 3)));
        Assert.NotEqual(weights, Samples.Bits(model));
        var after = Samples.Bits(model.Predict(x));
        Assert.NotEqual(before, after);
        model.SetWeights(model.Values());
        Assert.Equal(after, Samples.Bits(model.Predict(x)));
    }

    [Fact]
    public void A_loop_of_ones_own_is_Fit()
    {
        var (fit, byHand) = (Net(), Net());
        var history = fit.Fit(new ArrayData(X, Y), batchSize: 8, epochs: 2, shuffle: false);
        var sum = 0.0;
        for (var epoch = 0; epoch < 2; epoch++)
        {
            sum = 0;
            for (var batch = 0; batch < 5; batch++)
            {
                var step = byHand.ComputeGradients(Batch(batch, 8));
                byHand.ApplyGradients(step);
                sum += step.Loss;
            }
        }
        Assert.Equal(Samples.Bits(fit), Samples.Bits(byHand));
        Assert.Equal(history["loss"][1], sum / 5, 1e-9);
    }

    [Fact]
    public void Gradients_can_be_changed_before_they_are_applied()
    {
        Sequential Plain()
        {
            var model = Samples.Tiny();
            model.Compile(new SGD(0.1), Sparse);
            return model;
        }
        // The mean of two halves' gradients is the whole's.
        var (whole, halves, data) = (Plain(), Plain(), Samples.Blobs(20));
        whole.TrainOnBatch(data);
        var (a, b) = (halves.ComputeGradients(data.Slice(0, 10)), halves.ComputeGradients(data.Slice(10, 10)));
        foreach (var (to, from) in a.Values.Zip(b.Values))
            for (var i = 0; i < to.Value.Data.Length; i++) to.Value.Data[i] = (to.Value.Data[i] + from.Value.Data[i]) / 2;
        var before = halves.Values();
        halves.ApplyGradients(a);
        foreach (var (x, y) in whole.Values().Zip(halves.Values())) Close.Assert(y.Data, [.. x.Data.Select(v => (double)v)], 1e-6);
        // w - 0.1 g.
        foreach (var ((w, g), now) in before.Zip(a.Values).Zip(halves.Values()))
            Close.Assert(now.Data, [.. w.Data.Zip(g.Value.Data, (v, d) => v - (0.1 * d))], 1e-6);
        Assert.Equal(["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"], a.Values.Select(v => v.Name));
    }

    [Fact]
    public void Gradients_of_another_model_are_told()
    {
        var gradients = Net().ComputeGradients(Batch(0, 10));
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().ApplyGradients(gradients), "gradients", "4 weights");
        var other = Samples.Tiny();
        var wrong = other.ComputeGradients(Samples.Blobs(4));
        ThreeParts.Throws<ArgumentException>(() =>
            other.ApplyGradients(wrong with { Values = [.. wrong.Values.Reverse()] }), "dense_1/bias");
    }
}
