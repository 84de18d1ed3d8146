using Hornbill.Callbacks;
using Hornbill.Models;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Callbacks;

/// <summary>Keras's early stopping, trap by trap.</summary>
public class EarlyStoppingTests
{
    const double NaN = double.NaN;

    [Theory]
    [InlineData(0, new[] { 0.5, 0.4, 0.3 }, -1)]
    [InlineData(0, new[] { 0.5, 0.4, 0.4, 0.1 }, 2)]
    [InlineData(1, new[] { 0.5, 0.6, 0.1 }, 1)] // one epoch without progress is one too many already
    [InlineData(2, new[] { 0.5, 0.6, 0.4, 0.6, 0.4, 0.1 }, 4)]
    [InlineData(2, new[] { 0.5, 0.6, 0.45, 0.6, 0.44, 0.6, 0.43 }, -1)]
    [InlineData(0, new[] { NaN, 0.4, 0.3 }, -1)] // never after the first epoch
    [InlineData(0, new[] { 0.5, NaN, 0.3 }, 1)]
    public void Patience(int patience, double[] values, int stopped)
    {
        var callback = new EarlyStopping(patience: patience);
        Assert.Equal(stopped, new Rehearsal(callback).Epochs("val_loss", values));
        Assert.Equal(stopped, callback.StoppedEpoch);
    }

    [Fact]
    public void A_least_difference()
    {
        Assert.Equal(3, new Rehearsal(new EarlyStopping(minDelta: 0.1, patience: 2)).Epochs("val_loss", 0.5, 0.35, 0.3, 0.28, 0.1));
        // Its sign does not matter.
        Assert.Equal(3, new Rehearsal(new EarlyStopping(minDelta: -0.1, patience: 2)).Epochs("val_loss", 0.5, 0.35, 0.3, 0.28, 0.1));
    }

    [Fact]
    public void A_baseline_must_be_beaten_for_progress_to_count()
    {
        // Better values above the baseline do not end it, nor do they win time.
        Assert.Equal(3, new Rehearsal(new EarlyStopping(baseline: 0.2, patience: 2)).Epochs("val_loss", 0.5, 0.4, 0.3, 0.35));
        Assert.Equal(-1, new Rehearsal(new EarlyStopping(baseline: 0.2, patience: 2)).Epochs("val_loss", 0.5, 0.4, 0.3, 0.1, 0.2));
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.3, 0.4, 0.4 }, 1)]
    [InlineData(new[] { 0.5, 0.3, 0.4 }, 1)] // not stopped, and yet restored
    [InlineData(new[] { NaN, NaN, NaN }, 0)] // nothing ever gets better: the first
    public void The_best_weights_come_back_whether_or_not_it_stopped(double[] values, int best)
    {
        var callback = new EarlyStopping(patience: 2, restoreBestWeights: true);
        var rehearsal = new Rehearsal(callback);
        rehearsal.Epochs("val_loss", values);
        Assert.Equal(best, rehearsal.End());
        Assert.Equal(best, callback.BestEpoch);
        var without = new Rehearsal(new EarlyStopping(patience: 2));
        var stopped = without.Epochs("val_loss", values);
        Assert.Equal(stopped >= 0 ? stopped : values.Length - 1, without.End());
    }

    [Fact]
    public void Epochs_before_the_start_are_not_looked_at() =>
        Assert.Equal(4, new Rehearsal(new EarlyStopping(startFromEpoch: 3)).Epochs("val_loss", 0.1, 0.2, 0.3, 0.4, 0.5));

    [Theory]
    [InlineData("val_accuracy", "auto", true)]
    [InlineData("accuracy", "auto", true)]
    [InlineData("val_mse", "auto", false)]
    [InlineData("mse", "max", true)]
    [InlineData("loss", "auto", false)]
    [InlineData("val_accuracy", "min", false)]
    public void The_direction_is_the_metrics(string figure, string mode, bool rises)
    {
        Assert.Equal(rises ? -1 : 1, new Rehearsal(new EarlyStopping(figure, mode: mode)).Epochs(figure, 0.1, 0.2));
        Assert.Equal(rises ? 1 : -1, new Rehearsal(new EarlyStopping(figure, mode: mode)).Epochs(figure, 0.2, 0.1));
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        ThreeParts.Throws<ArgumentException>(() => new EarlyStopping(mode: "most"), "most");
        ThreeParts.Throws<ArgumentException>(() =>
            new Rehearsal(new EarlyStopping("brightness")).Epochs("brightness", 0.1, 0.2), "brightness", "mode");
        ThreeParts.Throws<ArgumentException>(() =>
            new Rehearsal(new EarlyStopping("val_acuracy", mode: "max")).Epochs("val_accuracy", 0.1), "val_acuracy");
        ThreeParts.Throws<ArgumentException>(() =>
            Samples.Tiny().Fit(Samples.Blobs(8), callbacks: [new EarlyStopping()]), "val_loss", "validate");
    }

    [Fact]
    public void An_epoch_without_validation_is_passed_over()
    {
        var callback = new EarlyStopping(patience: 100);
        Samples.Tiny().Fit(Samples.Blobs(40), epochs: 5, validationSplit: 0.5, validationFreq: 2, callbacks: [callback]);
        Assert.Contains(callback.BestEpoch, new[] { 1, 3 });
    }

    [Fact]
    public void A_second_fit_begins_anew()
    {
        var callback = new EarlyStopping(patience: 1, restoreBestWeights: true);
        var rehearsal = new Rehearsal(callback);
        rehearsal.Epochs("val_loss", 0.1, 0.2);
        rehearsal = new(callback);
        Assert.Equal(2, rehearsal.Epochs("val_loss", 0.9, 0.8, 0.85));
        Assert.Equal(1, rehearsal.End());
    }

    [Fact]
    public void Its_state_goes_on()
    {
        double[] values = [0.5, 0.6, 0.4, 0.6, 0.45, 0.44];
        for (var cut = 0; cut < 4; cut++)
        {
            var first = new EarlyStopping(patience: 2, restoreBestWeights: true);
            var rehearsal = new Rehearsal(first);
            for (var epoch = 0; epoch < cut; epoch++) rehearsal.Epoch(epoch, "val_loss", values[epoch]);
            var second = new EarlyStopping(patience: 2, restoreBestWeights: true);
            var rest = new Rehearsal(second);
            second.State = first.State;
            for (var epoch = cut; !rest.Stopped; epoch++) rest.Epoch(epoch, "val_loss", values[epoch]);
            Assert.Equal((4, 2, 0.4), (second.StoppedEpoch, second.BestEpoch, second.Best));
            Assert.Equal(2, rest.End());
        }
    }

    [Fact]
    public void In_Fit_it_stops_and_restores()
    {
        var (model, kept) = (Samples.Tiny(), new List<string>());
        model.Compile(new Hornbill.Optimizers.SGD(3), "sparse_categorical_crossentropy");
        var stopping = new EarlyStopping(patience: 3, restoreBestWeights: true);
        var history = model.Fit(Samples.Data([2], 60, 4), batchSize: 8, epochs: 1000, validationSplit: 0.5,
                                callbacks: [stopping, new LambdaCallback { EpochEnd = (_, _) => kept.Add(Samples.Bits(model)) }]);
        Assert.Equal(stopping.StoppedEpoch + 1, history.Epochs);
        Assert.Equal(stopping.StoppedEpoch - 3, stopping.BestEpoch);
        Assert.Equal(history.BestEpoch, stopping.BestEpoch);
        Assert.Equal(kept[stopping.BestEpoch], Samples.Bits(model));
    }
}
