using System.Collections.Concurrent;
using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Whole runs.</summary>
public class TrainingTests
{
    [Fact]
    public void Thirty_two_samples_are_learned_by_heart()
    {
        var model = new Sequential([.. Samples.Small().Layers.Select(l =>
            Hornbill.Layers.Names.Make(l.Kind, "", l.GetConfig().Json.DeepClone().AsObject()))
            .Where(l => l is not Hornbill.Layers.Dropout)]);
        model.Compile(new Hornbill.Optimizers.Adam(0.003), "sparse_categorical_crossentropy", ["accuracy"]);
        var data = Samples.Data([12, 12, 1], 32);
        var history = model.Fit(data, batchSize: 16, epochs: 200);
        Assert.InRange(model.Evaluate(data).Loss, 0, 0.01);
        Assert.Equal(1, history["accuracy"][^1]);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void Glyphs_are_told_apart_as_the_readme_says()
    {
        var (train, test) = Glyphs.Load();
        var model = Nets.LabD();
        model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        model.Fit(train, batchSize: 128, epochs: 3);
        Assert.InRange(model.Evaluate(test)["accuracy"], 0.97, 1);
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("rmsprop")]
    [InlineData("sgd")]
    public void Blobs_are_told_apart(string optimizer)
    {
        var model = Samples.Tiny();
        model.Compile(Hornbill.Optimizers.Optimizer.Named(optimizer, 0.05), "sparse_categorical_crossentropy", ["accuracy"]);
        model.Fit(Samples.Blobs(400), epochs: 15);
        Assert.InRange(model.Evaluate(Samples.Blobs(200, seed: 9))["accuracy"], 0.95, 1);
    }

    [Fact]
    public async Task Progress_tells_of_every_epoch()
    {
        var reports = new Reports();
        var history = await Samples.Tiny().FitAsync(Samples.Blobs(40), batchSize: 16, epochs: 3, validationSplit: 0.2, progress: reports);
        var ends = reports.All.Where(r => r.EpochEnd).ToArray();
        Assert.Equal([1, 2, 3], ends.Select(r => r.Epoch));
        Assert.All(ends, r => Assert.Equal((3, 2, 2, true), (r.Epochs, r.Step, r.Steps!.Value, r.Logs.ContainsKey("val_loss"))));
        Assert.Equal(history["val_accuracy"], ends.Select(r => r.Logs["val_accuracy"]));
        Assert.All(ends, r => Assert.True(r.ImagesPerSecond > 0));
        Assert.Equal(TimeSpan.Zero, ends[^1].Remaining);
        Assert.False(history.Cancelled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_returns_the_best_epochs_weights(bool validates)
    {
        using var cancel = new CancellationTokenSource();
        var (model, kept) = (Samples.Tiny(), new List<string>());
        // So large a step that the loss goes up and down.
        model.Compile(new Hornbill.Optimizers.SGD(3), "sparse_categorical_crossentropy");
        var reports = new Reports(r =>
        {
            if (!r.EpochEnd) return;
            kept.Add(Samples.Bits(model));
            if (r.Epoch == 7) cancel.Cancel();
        });
        var history = await model.FitAsync(Samples.Data([2], 60, 4), batchSize: 8, epochs: 1000, validationSplit: validates ? 0.5 : 0,
            progress: reports,
                                           cancellationToken: cancel.Token);
        Assert.True(history.Cancelled);
        Assert.Equal(7, history.Epochs);
        Assert.Equal(kept[history.BestEpoch], Samples.Bits(model));
        var losses = history[validates ? "val_loss" : "loss"];
        Assert.Equal(losses.Min(), losses[history.BestEpoch]);
        Assert.Equal(7, kept.Distinct().Count());
    }

    [Fact]
    public async Task Cancelled_before_the_first_step_nothing_changes()
    {
        var model = Samples.Tiny();
        var before = Samples.Bits(model);
        var history = await model.FitAsync(Samples.Blobs(40), cancellationToken: new CancellationToken(canceled: true));
        Assert.True(history.Cancelled);
        Assert.Equal((0, -1), (history.Epochs, history.BestEpoch));
        Assert.Equal(before, Samples.Bits(model));
    }

    [Fact]
    public async Task FitAsync_is_Fit()
    {
        var (a, b) = (Samples.Small(), Samples.Small());
        foreach (var m in new[] { a, b }) m.Compile("adam", "sparse_categorical_crossentropy");
        var data = Samples.Data([12, 12, 1], 50);
        Assert.Equal(Samples.Bits(a.Fit(data, 16, epochs: 2)), Samples.Bits(await b.FitAsync(data, 16, epochs: 2)));
        Assert.Equal(Samples.Bits(a), Samples.Bits(b));
    }

    [Fact]
    public async Task Two_models_fit_at_once_on_the_same_workers()
    {
        var (workers, data) = (new Workers(3), Samples.Data([12, 12, 1], 150));
        string Train(ulong seed)
        {
            var model = Samples.Small(seed);
            model.Workers = workers;
            model.Compile("adam", "sparse_categorical_crossentropy");
            return Samples.Bits(model.Fit(data, epochs: 4, seed: 1)) + Samples.Bits(model);
        }
        string[] alone = [Train(1), Train(2)];
        var together = await Task.WhenAll(Task.Run(() => Train(1)), Task.Run(() => Train(2)));
        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task A_model_predicts_from_four_threads_at_once()
    {
        var model = Samples.Small();
        model.Workers = new Workers(2);
        var inputs = Enumerable.Range(0, 4).Select(i => Samples.Random([12, 12, 1], 50 + i, seed: i)).ToArray();
        var alone = inputs.Select(x => Samples.Bits(model.Predict(x))).ToArray();
        var together = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => Samples.Bits(model.Predict(inputs[i % 4])))));
        for (var i = 0; i < together.Length; i++) Assert.Equal(alone[i % 4], together[i]);
    }

    [Fact]
    public void A_source_of_unknown_length_is_read_to_its_end()
    {
        string Run(BatchSource data)
        {
            var model = Samples.Tiny();
            return Samples.Bits(model.Fit(data, batchSize: 8, epochs: 3, shuffle: false, validationData: data)) + Samples.Bits(model);
        }
        Assert.Equal(Run(new Stream(27, known: true)), Run(new Stream(27)));
        Assert.Equal(Run(new Stream(24, known: true)), Run(new Stream(24)));
        Assert.Equal(27, Samples.Tiny().Predict(new Stream(27), batchSize: 8).Shape[0]);
        Assert.Equal(Samples.Tiny().Evaluate(new Stream(27, known: true)).Loss, Samples.Tiny().Evaluate(new Stream(27)).Loss);
    }

    [Fact]
    public async Task Progress_of_unknown_length_counts_steps()
    {
        var reports = new Reports();
        await Samples.Tiny().FitAsync(new Stream(27), batchSize: 8, epochs: 2, progress: reports);
        var ends = reports.All.Where(r => r.EpochEnd).ToArray();
        Assert.All(ends, r => Assert.Equal((4, null, null), (r.Step, r.Steps, r.Remaining)));
    }

    // Progress<T> would report on other threads, and later.
    sealed class Reports(Action<FitProgress>? then = null) : IProgress<FitProgress>
    {
        public ConcurrentQueue<FitProgress> All { get; } = new();

        public void Report(FitProgress value)
        {
            All.Enqueue(value);
            then?.Invoke(value);
        }
    }
}
