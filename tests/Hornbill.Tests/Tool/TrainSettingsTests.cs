using System.CommandLine;
using Hornbill.Tool;
using Hornbill.Tool.Commands;
using Hornbill.Tool.Runs;
using Xunit;

namespace Hornbill.Tests.Tool;

public class TrainSettingsTests
{
    static TrainSettings Parse(string words)
    {
        var command = new TrainCommand();
        var parsed = command.Build().Parse(words);
        Assert.Empty(parsed.Errors);
        return command.Settings(parsed);
    }

    [Fact]
    public void Nothing_said_means_lab_d_on_glyphs()
    {
        var settings = Parse("");
        Assert.Equal(("glyphs", "lab-d"), (settings.Dataset, settings.Net.Name));
        Assert.Equal((128, "adam", 0.001), (settings.BatchSize, settings.Optimizer, settings.LearningRate!.Value));
        Assert.Equal((5, 0.1, 0ul), (settings.Epochs, settings.ValidationSplit, settings.Seed));
        Assert.Null(settings.Threads);
        Assert.Null(settings.Limit);
        Assert.Equal(Path.Combine("runs", "glyphs-lab-d", "model.safetensors"), settings.ModelPath);
    }

    [Fact]
    public void The_nets_definition_gives_the_rest()
    {
        var settings = Parse("fashion-mnist --net lab-c-1");
        Assert.Equal((500, "sgd", 0.05), (settings.BatchSize, settings.Optimizer, settings.LearningRate!.Value));
    }

    [Fact]
    public void What_is_said_counts()
    {
        var settings = Parse("mnist --epochs 3 --batch-size 10 --optimizer rmsprop --learning-rate 1e-2 --validation-split 0 " +
                             "--seed 18446744073709551615 --threads 2 --limit 100 --output here");
        Assert.Equal((3, 10, "rmsprop", 0.01, 0.0),
            (settings.Epochs, settings.BatchSize, settings.Optimizer, settings.LearningRate!.Value, settings.ValidationSplit));
        Assert.Equal((ulong.MaxValue, 2, 100), (settings.Seed, settings.Threads, settings.Limit));
        Assert.Equal(Path.Combine("here", "results.json"), settings.ResultsPath);
    }

    [Fact]
    public void A_training_may_be_kept_and_go_on()
    {
        var settings = Parse("--checkpoint kept --checkpoint-every 50 --resume");
        Assert.Equal(("kept", 50, true), (settings.Checkpoint, settings.CheckpointEvery, settings.Resume));
        settings = Parse("");
        Assert.Equal((null, null, false), (settings.Checkpoint, settings.CheckpointEvery, settings.Resume));
    }

    [Fact]
    public void Another_optimizer_brings_its_own_learning_rate() => Assert.Null(Parse("--optimizer sgd").LearningRate);

    [Fact]
    public void A_recipe_brings_net_options_epochs_and_optimizer_which_other_options_change()
    {
        var settings = Parse("mnist --recipe best");
        Assert.Equal(("residual", 20, 0.0, "16"), (settings.Net.Name, settings.Epochs, settings.ValidationSplit, settings.Set["filters"]));
        Assert.Contains("use_ema=true", settings.Optimizer, StringComparison.Ordinal);
        settings = Parse("cifar10 --recipe best --epochs 3 --set filters=8 --learning-rate 0.05");
        Assert.Equal((10_000, 3, "8", "4", 0.05),
            (settings.Limit, settings.Epochs, settings.Set["filters"], settings.Set["crop"], settings.LearningRate!.Value));
        Assert.Equal(500, Parse("cifar10 --recipe best --limit 500").Limit);
    }

    [Fact]
    public void Every_recipe_makes_a_model_of_its_data()
    {
        foreach (var recipe in Recipe.All)
        {
            var data = Hornbill.Data.Datasets.Find(recipe.Dataset);
            var model = Hornbill.Models.Nets.Find(recipe.Net).Build(0, recipe.Set, data.ImageShape, data.ClassNames.Count);
            Assert.Equal((data.ImageShape, data.ClassNames.Count), (model.InputShape, model.OutputShape[0]));
            Assert.True(Hornbill.Optimizers.Optimizer.Named(recipe.Optimizer, Recipe.LearningRate).UseEma);
        }
    }

    [Theory]
    [InlineData("mnist --recipe bets", "There is no recipe 'bets'. Known: best.")]
    [InlineData("cifar100 --recipe best", "made for glyphs, mnist, fashion-mnist, cifar10")]
    [InlineData("mnist --recipe best --net lab-d", "brings its own net")]
    [InlineData("mnist --recipe best --set window=3", "window")]
    public void A_recipe_that_does_not_fit_is_told(string words, string message) =>
        Assert.Contains(message, string.Join('\n', new TrainCommand().Build().Parse(words).Errors.Select(e => e.Message)),
            StringComparison.Ordinal);
}
