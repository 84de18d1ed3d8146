using Hornbill.Callbacks;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Callbacks;

/// <summary>What changes the learning rate.</summary>
public class LearningRateTests
{
    // The rates after each epoch, and those logged.
    static (double[] After, double[] Logged) Rates(ReduceLROnPlateau callback, params double[] values)
    {
        var rehearsal = new Rehearsal(callback, rate: 1);
        var (after, logged) = (new List<double>(), new List<double>());
        foreach (var (epoch, value) in values.Index())
        {
            logged.Add(rehearsal.Epoch(epoch, "val_loss", value)["learning_rate"]);
            after.Add(rehearsal.Rate);
        }
        return ([.. after], [.. logged]);
    }

    [Fact]
    public void A_plateau_reduces_it_and_the_epoch_logs_what_it_had()
    {
        var (after, logged) = Rates(new(factor: 0.5, patience: 2), 3, 3, 3, 2, 2, 2, 1);
        Assert.Equal([1, 1, 0.5, 0.5, 0.5, 0.25, 0.25], after);
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.25], logged);
    }

    [Fact]
    public void Cooldown_is_counted_down_before_the_check()
    {
        // Reduced after epoch 1; epoch 2 cools; in epoch 3 it is over, and counts.
        Assert.Equal([1, 0.5, 0.5, 0.25, 0.25, 0.125], Rates(new(factor: 0.5, patience: 1, cooldown: 2), 1, 1, 1, 1, 1, 1).After);
        Assert.Equal([1, 0.5, 0.25, 0.125], Rates(new(factor: 0.5, patience: 1, cooldown: 1), 1, 1, 1, 1).After);
        Assert.Equal([1, 0.5, 0.25, 0.125], Rates(new(factor: 0.5, patience: 1), 1, 1, 1, 1).After);
    }

    [Fact]
    public void Progress_in_cooldown_counts_as_progress() =>
        Assert.Equal([1, 0.5, 0.5, 0.5, 0.25], Rates(new(factor: 0.5, patience: 1, cooldown: 3), 1, 1, 0.5, 0.6, 0.55).After);

    [Fact]
    public void It_is_never_below_the_least() =>
        Assert.Equal([1, 0.5, 0.3, 0.3, 0.3], Rates(new(factor: 0.5, patience: 1, minLr: 0.3), 1, 1, 1, 1, 1).After);

    [Fact]
    public void Small_progress_is_none()
    {
        Assert.Equal([1, 0.5], Rates(new(factor: 0.5, patience: 1), 1, 1 - 0.99e-4).After);
        Assert.Equal([1, 1], Rates(new(factor: 0.5, patience: 1), 1, 1 - 1.01e-4).After);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void The_factor_is_below_1(double factor) =>
        ThreeParts.Throws<ArgumentException>(() => new ReduceLROnPlateau(factor: factor), "factor");

    [Fact]
    public void Its_state_goes_on()
    {
        double[] values = [1, 1, 1, 1, 1, 1, 1];
        ReduceLROnPlateau Make() => new(factor: 0.5, patience: 2, cooldown: 2);
        var whole = Rates(Make(), values).After;
        for (var cut = 1; cut < values.Length; cut++)
        {
            var first = Make();
            var rehearsal = new Rehearsal(first, rate: 1);
            rehearsal.Epochs("val_loss", values[..cut]);
            var second = Make();
            var rest = new Rehearsal(second, rate: rehearsal.Rate);
            second.State = first.State;
            for (var epoch = cut; epoch < values.Length; epoch++)
            {
                rest.Epoch(epoch, "val_loss", values[epoch]);
                Assert.Equal(whole[epoch], rest.Rate);
            }
        }
    }

    [Fact]
    public void The_history_has_it_and_callbacks_before_do_not()
    {
        var (before, after) = (false, false);
        var history = Samples.Tiny().Fit(Samples.Blobs(20), epochs: 2, validationSplit: 0.5, callbacks:
        [
            new LambdaCallback { EpochEnd = (_, logs) => before |= logs.ContainsKey("learning_rate") }, new ReduceLROnPlateau(),
            new LambdaCallback { EpochEnd = (_, logs) => after |= logs.ContainsKey("learning_rate") },
        ]);
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"], history.Values.Keys);
        Assert.Equal((false, true), (before, after));
    }

    [Fact]
    public void A_scheduler_sets_it_at_the_beginning_of_an_epoch()
    {
        var seen = new List<(int, double)>();
        var model = Samples.Tiny();
        model.Compile(new SGD(0.8), "sparse_categorical_crossentropy");
        var rates = new List<double>();
        var history = model.Fit(Samples.Blobs(20), batchSize: 10, epochs: 3, callbacks:
        [
            new LearningRateScheduler((epoch, rate) => { seen.Add((epoch, rate)); return rate / 2; }),
            new LambdaCallback { TrainBatchBegin = _ => rates.Add(model.Optimizer!.LearningRate) },
        ]);
        Assert.Equal([(0, 0.8), (1, 0.4), (2, 0.2)], seen);
        Assert.Equal([0.4, 0.4, 0.2, 0.2, 0.1, 0.1], rates);
        Assert.Equal([0.4, 0.2, 0.1], history["learning_rate"]);
    }

    [Fact]
    public void A_schedule_cannot_be_overruled()
    {
        var model = Samples.Tiny();
        model.Compile(new SGD(new Hornbill.Optimizers.CosineDecay(0.1, 10)), "sparse_categorical_crossentropy");
        ThreeParts.Throws<InvalidOperationException>(() =>
            model.Fit(Samples.Blobs(20), callbacks: [new LearningRateScheduler((_, rate) => rate)]), "CosineDecay");
    }

    [Fact]
    public void A_finder_tries_a_range_and_leaves_all_as_it_was()
    {
        var model = Samples.Tiny();
        var data = Samples.Blobs(200);
        model.Fit(data);
        var (weights, steps, rate) = (Samples.Bits(model), model.GetOptimizerState(), model.Optimizer!.LearningRate);
        var finder = new LearningRateFinder(1e-5, 1, steps: 31);
        model.Fit(data, batchSize: 20, epochs: 100, callbacks: [finder]);
        Assert.Equal(weights, Samples.Bits(model));
        Assert.Equal((steps.Steps, rate), (model.GetOptimizerState().Steps, model.Optimizer.LearningRate));
        Assert.Equal(steps.Slots.SelectMany(s => s.Value.Data), model.GetOptimizerState().Slots.SelectMany(s => s.Value.Data));
        Assert.InRange(finder.Rates.Count, 3, 31);
        Assert.Equal(1e-5, finder.Rates[0], 1e-12);
        Assert.All(finder.Rates.Zip(finder.Rates.Skip(1)), r => Assert.Equal(Math.Pow(1e5, 1 / 30.0), r.Second / r.First, 1e-6));
        Assert.Contains(finder.Suggestion, finder.Rates);
        // The first loss is that of a batch before any step.
        var first = Samples.Tiny();
        first.Fit(data);
        var probe = new LearningRateFinder(1e-5, 1);
        first.Fit(data, batchSize: 20, epochs: 10, shuffle: false, callbacks: [probe]);
        Assert.Equal(first.Evaluate(data.Slice(0, 20)).Loss, probe.Losses[0], 1e-5);
        ThreeParts.Throws<InvalidOperationException>(() => _ = new LearningRateFinder().Suggestion, "0 steps");
        ThreeParts.Throws<ArgumentException>(() => new LearningRateFinder(1, 0.1), "0.1");
    }

    [Fact]
    public void A_finder_weighs_a_last_batch_of_fewer_samples_by_its_samples()
    {
        var (model, data) = (Samples.Tiny(), Samples.Data([2], 33, 4));
        var (first, last) = (model.Evaluate(data.Slice(0, 32)).Loss, model.Evaluate(data.Slice(32, 1)).Loss);
        var finder = new LearningRateFinder(1e-12, 1e-11, steps: 4);
        model.Fit(data, batchSize: 32, epochs: 2, shuffle: false, callbacks: [finder]);
        Assert.Equal([first, ((0.9 * first) + last) / 1.9], finder.Losses.Take(2).Select(l => Math.Round(l, 5)), (a, b) =>
            Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void A_finder_ends_when_the_loss_runs_away()
    {
        var model = Samples.Tiny();
        model.Compile(new SGD(0.1), "sparse_categorical_crossentropy");
        var finder = new LearningRateFinder(1e-3, 1e6, steps: 200);
        model.Fit(Samples.Data([2], 100, 4), batchSize: 10, epochs: 100, callbacks: [finder]);
        Assert.InRange(finder.Rates.Count, 3, 199);
    }
}
