using Hornbill.Callbacks;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Callbacks;

/// <summary>Means of the weights over time.</summary>
public class AveragingTests
{
    static Sequential Averaging()
    {
        var model = Samples.Tiny();
        model.Compile(new Adam(0.01) { UseEma = true, EmaMomentum = 0.9 }, "sparse_categorical_crossentropy");
        return model;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Validation_sees_the_averages_and_training_the_weights(bool onEpoch)
    {
        var (data, test) = (Samples.Blobs(60), Samples.Data([2], 30, 4));
        var (plain, swapping, inBetween) = (Averaging(), Averaging(), new List<string>());
        var expected = new List<double>();
        var without = plain.Fit(data, batchSize: 8, epochs: 3, callbacks: [new LambdaCallback
        {
            EpochEnd = (_, _) =>
            {
                plain.SwapAverages();
                expected.Add(plain.Evaluate(test).Loss);
                plain.SwapAverages();
            },
        }]);
        var with = swapping.Fit(data, batchSize: 8, epochs: 3, validationData: test, callbacks:
            [new SwapEMAWeights(onEpoch), new LambdaCallback { EpochEnd = (_, _) => inBetween.Add(Samples.Bits(swapping)) }]);
        Assert.Equal(expected, with["val_loss"]);
        Assert.Equal(without["loss"], with["loss"]);
        Assert.Equal(Samples.Bits(plain), Samples.Bits(swapping));
        // Behind it at an epoch's end lie the averages, or the weights; at the very end both models have the averages.
        Assert.Equal(onEpoch, inBetween[^1] == Samples.Bits(swapping));
    }

    [Fact]
    public void Stochastic_averaging_is_the_mean_of_the_later_epochs()
    {
        var (model, kept) = (Samples.Tiny(), new List<IReadOnlyList<Tensor>>());
        model.Fit(Samples.Blobs(60), batchSize: 8, epochs: 6,
                  callbacks: [new StochasticWeightAveraging(startEpoch: 1, everyEpochs: 2),
                      new LambdaCallback { EpochEnd = (_, _) => kept.Add(model.Values()) }]);
        foreach (var (w, i) in model.Values().Select((w, i) => (w, i)))
            Close.Assert(w.Data, [.. w.Data.Select((_, e) => new[] { 1, 3, 5 }.Average(epoch => (double)kept[epoch][i].Data[e]))], 1e-6);
        ThreeParts.Throws<ArgumentException>(() => new StochasticWeightAveraging(-1), "-1");
    }

    [Fact]
    public void Averaging_goes_on_from_its_state()
    {
        StochasticWeightAveraging Make() => new(startEpoch: 1);
        var (whole, first) = (Make(), Make());
        var rehearsal = new Rehearsal(whole);
        rehearsal.Epochs("val_loss", 1, 1, 1, 1);
        var begun = new Rehearsal(first);
        begun.Epochs("val_loss", 1, 1, 1);
        var second = Make();
        var rest = new Rehearsal(second);
        second.State = first.State;
        rest.Epoch(3, "val_loss", 1);
        Assert.Equal((2, 2), (rehearsal.End(), rest.End())); // the mean of 1, 2, 3
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_training()
    {
        var model = Samples.Tiny();
        model.Compile(new SGD(1e30), "sparse_categorical_crossentropy");
        var batches = 0;
        var history = model.Fit(Samples.Data([2], 100, 4), batchSize: 4, epochs: 9,
                                callbacks: [new LambdaCallback { TrainBatchEnd = (_, _) => batches++ }, new TerminateOnNaN()]);
        Assert.Equal(1, history.Epochs);
        Assert.InRange(batches, 2, 24);
        Assert.False(double.IsFinite(history["loss"][0]));
    }
}
