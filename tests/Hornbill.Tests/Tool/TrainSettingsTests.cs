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
        Assert.Equal((3, 10, "rmsprop", 0.01, 0.0), (settings.Epochs, settings.BatchSize, settings.Optimizer, settings.LearningRate!.Value, settings.ValidationSplit));
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
}
