using System.CommandLine;
using System.CommandLine.Parsing;
using Hornbill.Engine;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill train</c>: trains a built-in net on a data set.</summary>
sealed class TrainCommand
{
    const string DefaultDataset = "glyphs", DefaultNet = "lab-d";

    readonly Argument<string?> _dataset = Words.Dataset(DefaultDataset);

    readonly Option<string> _net = Words.Net(DefaultNet, "The net to train (see 'nets')");

    readonly Option<string[]> _set = Words.Set();

    readonly Option<int?> _epochs = Words.Number(
        "--epochs", $"Passes over the training images [default: {TrainSettings.DefaultEpochs}]", 1, int.MaxValue);

    readonly Option<int?> _batchSize = Words.BatchSize("Images a step [default: the net's]");

    readonly Option<string?> _optimizer = new("--optimizer") { Description = "sgd, adam or rmsprop [default: the net's]", HelpName = "NAME" };

    readonly Option<double?> _learningRate = Words.Number(
        "--learning-rate", "Step size [default: the net's, or the optimizer's where you name one]", double.Epsilon, 1e9);

    readonly Option<double?> _validationSplit = Words.Number(
        "--validation-split", $"Share of the training images held out for validation [default: {TrainSettings.DefaultValidationSplit}]", 0, 0.999);

    readonly Option<ulong?> _seed = Words.Number<ulong>(
        "--seed", "Of the initial weights, the order of the images and dropout [default: 0]", 0, ulong.MaxValue);

    readonly Option<int?> _threads = Words.Threads();

    readonly Option<int?> _limit = Words.Limit("Train on the first N images [default: all]");

    readonly Option<string?> _output = new("--output")
    {
        Description = "Folder for the model and the record [default: runs/DATASET-NET]",
        HelpName = "DIR",
    };

    readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Folder to keep the training in, so that it can go on after an interruption [default: none]",
        HelpName = "DIR",
    };

    readonly Option<int?> _checkpointEvery = Words.Number(
        "--checkpoint-every", "Steps from one checkpoint to the next, besides each epoch's end", 1, int.MaxValue);

    readonly Option<bool> _resume = new("--resume") { Description = "Go on from the newest checkpoint, where there is one" };

    readonly Option<bool> _json = new("--json") { Description = "Write the result to standard output as a line of JSON, and nothing else" };

    public static Command Create() => new TrainCommand().Build();

    internal Command Build()
    {
        _optimizer.Validators.Add(result => Words.Check(result, name => Words.Unknown(() => Optimizer.Named(name))));
        var command = new Command("train", "Train a net, test it, save it.")
        {
            _dataset, _net, _set, _epochs, _batchSize, _optimizer, _learningRate, _validationSplit, _seed, _threads, _limit, _output, _checkpoint,
            _checkpointEvery, _resume, _json,
        };
        command.Validators.Add(NeedsFolder);
        command.SetAction((parsed, _) => Run(parsed));
        return command;
    }

    void NeedsFolder(CommandResult result)
    {
        if (result.GetResult(_checkpoint) is { Implicit: false }) return;
        foreach (var option in (Option[])[_resume, _checkpointEvery])
            if (result.GetResult(option) is { Implicit: false })
                result.AddError($"{option.Name} came without --checkpoint but needs its folder. Add --checkpoint DIR.");
    }

    /// <summary>What the words say, the net's defaults in place of those not said.</summary>
    internal TrainSettings Settings(ParseResult parsed)
    {
        var byDefault = new TrainSettings(parsed.GetValue(_dataset) ?? DefaultDataset, Nets.Find(parsed.GetRequiredValue(_net)));
        var optimizer = parsed.GetValue(_optimizer);
        return byDefault with
        {
            Set = Words.Pairs(parsed.GetValue(_set)),
            Epochs = parsed.GetValue(_epochs) ?? byDefault.Epochs,
            BatchSize = parsed.GetValue(_batchSize) ?? byDefault.BatchSize,
            Optimizer = optimizer ?? byDefault.Optimizer,
            LearningRate = parsed.GetValue(_learningRate) ?? (optimizer is null ? byDefault.LearningRate : null),
            ValidationSplit = parsed.GetValue(_validationSplit) ?? byDefault.ValidationSplit,
            Seed = parsed.GetValue(_seed) ?? byDefault.Seed,
            Threads = parsed.GetValue(_threads),
            Limit = parsed.GetValue(_limit),
            Output = parsed.GetValue(_output) ?? byDefault.Output,
            Checkpoint = parsed.GetValue(_checkpoint),
            CheckpointEvery = parsed.GetValue(_checkpointEvery),
            Resume = parsed.GetValue(_resume),
        };
    }

    async Task<int> Run(ParseResult parsed)
    {
        var settings = Settings(parsed);
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var terminal = Terminal.Of(parsed.GetValue(_json) ? error : output);
        var run = new TrainRun(settings, terminal);
        using var stop = new StopSignals(); // from here on there is something to keep
        var result = await run.Run(stop.Token);
        if (stop.ExitCode != 0) terminal.Line("Stopped; what follows is of the best model so far.");
        if (stop.ExitCode != 0 && settings.Checkpoint is { } kept) terminal.Line($"The same command with --resume goes on from '{kept}'.");
        Tell(terminal, settings, result);
        if (parsed.GetValue(_json)) await output.WriteLineAsync(result.ToJson());
        return stop.ExitCode;
    }

    static void Tell(Terminal terminal, TrainSettings settings, TrainResult result)
    {
        terminal.Line($"Test: loss {result.TestLoss:0.0000}, accuracy {result.TestAccuracy:0.0000}, " +
                      $"after {result.Seconds:0.0} s of training at {result.ImagesPerSecond:N0} images/s");
        terminal.Line($"Model:  {settings.ModelPath}");
        terminal.Line($"Record: {settings.ResultsPath}");
        terminal.Line();
        terminal.Line("Try next:");
        foreach (var command in Next(settings)) terminal.Line($"  {Product.Invocation} {command}");
    }

    static IEnumerable<string> Next(TrainSettings settings) =>
    [
        $"evaluate {settings.ModelPath}",
        $"summary {settings.ModelPath}",
        settings.Dataset == DefaultDataset
            ? "train fashion-mnist --net lab-a-5x5 --epochs 6"
            : $"train {settings.Dataset} --net {settings.Net.Name} --epochs {2L * settings.Epochs}",
        "nets",
    ];
}
