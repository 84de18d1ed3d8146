using System.CommandLine;
using System.CommandLine.Parsing;
using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill train</c>: trains a built-in net on a data set or a folder of images.</summary>
sealed class TrainCommand
{
    public const string Name = "train";

    const string DefaultDataset = "glyphs", DefaultNet = "lab-d", ColorNet = "lab-b-2", FolderNet = "photo";

    readonly Argument<string?> _dataset = Words.Dataset(DefaultDataset);

    readonly Option<string?> _net = Words.Net(null,
        $"The net to train (see 'nets') [default: {DefaultNet}; {ColorNet} for CIFAR, {FolderNet} for a folder]");

    readonly Option<string?> _recipe = new("--recipe")
    {
        Description =
            "Train for the best accuracy: net, options, epochs and optimizer made for a data set of its name; other options change it; " +
            "without a name best [default: none]",
        HelpName = "NAME",
    };

    readonly Option<string?> _base = new("--base")
    {
        Description = "Train a head on the features of a published net (see 'models list'), or of a net in a file (.onnx, .keras, .h5, " +
            ".safetensors); they are computed once and kept [default: none]",
        HelpName = "NAME|FILE",
    };

    readonly Option<string?> _preprocessing = Words.Preprocessing("With --base: what");

    readonly Option<string?> _weights = Words.Weights();

    readonly Option<int?> _fineTune = Words.Number(
        "--fine-tune", "With --base: tune its last N layers that have weights, too, once the head has learnt [default: 0]", 0, 10_000);

    readonly Option<string[]> _set = Words.Set();

    readonly Option<int?> _epochs = Words.Number(
        "--epochs", "Passes over the training images [default: the net's, 5 for those of the labs]", 1, int.MaxValue);

    readonly Option<int?> _batchSize = Words.BatchSize("Images a step [default: the net's]");

    readonly Option<string?> _optimizer = new("--optimizer")
    {
        Description = "sgd, adam or rmsprop [default: the net's]",
        HelpName = "NAME"
    };

    readonly Option<double?> _learningRate = Words.Number(
        "--learning-rate", "Step size [default: the net's, or the optimizer's where you name one]", double.Epsilon, 1e9);

    readonly Option<double?> _validationSplit = Words.Number(
        "--validation-split",
            $"Share of the training images held out for validation [default: {TrainSettings.DefaultValidationSplit}; of a folder " +
            $"{TrainSettings.FolderValidationSplit}, or 0 with --test]", 0, 0.999);

    readonly Option<ulong?> _seed = Words.Number<ulong>(
        "--seed", "Of the initial weights, the order of the images and dropout [default: 0]", 0, ulong.MaxValue);

    readonly Option<int?> _threads = Words.Threads();

    readonly Option<int?> _limit = Words.Limit("Train on the first N images [default: all]");

    readonly Option<int?> _testLimit = Words.Number("--test-limit", "Test on the first N images [default: all]", 1, int.MaxValue);

    readonly Option<string?> _test = new("--test")
    { Description = "A folder of images to test on, with the same sub-folders [default: the validation images]", HelpName = "PATH" };

    readonly Option<int?> _imageSize = Words.Number("--image-size", "Side that a folder's images get [default: the net's]", 1, 4096);

    readonly Option<string?> _labels = new("--labels")
    {
        Description = "A table (CSV) of a folder's files and their labels, in place of sub-folders [default: the sub-folders are the " +
            "classes]", HelpName = "FILE"
    };

    readonly Option<bool> _strict = new("--strict")
    { Description = "End with an error where an image cannot be read [default: leave it out, and tell]" };

    readonly Option<string?> _augment = Words.Augment();

    readonly Option<string?> _output = new("--output")
    {
        Description =
            "Folder for the model and the record; one that holds a model is refused [default: runs/DATASET-NET, or -2, -3, ... where " +
            "that holds one]",
        HelpName = "DIR",
    };

    readonly Option<string?> _store = Words.Store("Where the run's record is kept");

    readonly Option<bool> _overwrite = new("--overwrite")
    { Description = "Replace the model that the folder holds; an interrupted run still leaves it there [default: refuse]" };

    readonly Option<bool> _allowNaN = new("--allow-nan")
    { Description = "Go on when the loss is no number [default: stop, with the weights from before that step]" };

    readonly Option<string[]> _with = new("--with")
    {
        Description =
            "With --resume: go on with another setting on purpose: learning-rate=X, seed=N, limit=N, or an option of the net; may be " +
            "repeated [default: nothing may differ]",
        HelpName = "NAME=VALUE",
    };

    readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Folder to keep the training in, so that it can go on after an interruption [default: none]",
        HelpName = "DIR",
    };

    readonly Option<int?> _checkpointEvery = Words.Number(
        "--checkpoint-every", "Steps from one checkpoint to the next, besides each epoch's end [default: at each epoch's end only]", 1,
            int.MaxValue);

    readonly Option<bool> _resume = new("--resume")
    { Description = "Go on from the newest checkpoint, where there is one [default: begin anew, in an empty folder]" };

    readonly Option<bool> _json = new("--json")
    { Description = "Write the result to standard output as a line of JSON, and nothing else [default: tell it in words]" };

    public static Command Create() => new TrainCommand().Build();

    internal Command Build()
    {
        foreach (var folder in (Option<string?>[])[_output, _checkpoint]) folder.Validators.Add(result => Words.Check(result, path =>
            path.Trim().Length > 0 ? null : $"{folder.Name} came empty but needs a folder. Give a name, or leave it out."));
        _with.Validators.Add(Words.NameAndValue);
        _optimizer.Validators.Add(result => Words.Check(result, name => Words.Unknown(() => Optimizer.Named(name))));
        _base.Validators.Add(result => Words.Check(result, name => Words.Unknown(() => BaseNet.NameOf(name))));
        var command = new Command(Name, "Train a net, test it, save it.")
        {
            _dataset, _test, _imageSize, _labels, _strict, _net, _recipe, _base, _weights, _preprocessing, _fineTune, _set,
                _epochs, _batchSize, _optimizer, _learningRate,
                _validationSplit, _seed, _threads, _limit,
            _testLimit, _augment, _output, _checkpoint, _checkpointEvery, _resume, _with, _store, _overwrite, _allowNaN, _json,
        };
        command.Validators.Add(NeedsFolder);
        command.Validators.Add(NeedsImages);
        command.Validators.Add(NeedsBase);
        command.Validators.Add(NeedsResume);
        command.Validators.Add(CheckSettings);
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

    void NeedsImages(CommandResult result)
    {
        if (Datasets.Names.Contains(result.GetValue(_dataset) ?? DefaultDataset))
            foreach (var option in (Option[])[_test, _imageSize, _labels, _strict])
                if (result.GetResult(option) is { Implicit: false } && (option != _imageSize || result.GetValue(_base) is null))
                    result.AddError($"{option.Name} came with a data set but needs a folder of images. Give a folder, or leave it out.");
    }

    void NeedsBase(CommandResult result)
    {
        if (result.GetResult(_base) is not { Implicit: false })
        {
            foreach (var option in (Option[])[_weights, _preprocessing, _fineTune])
                if (result.GetResult(option) is { Implicit: false })
                    result.AddError($"{option.Name} came without --base but is about it. Add --base NAME, or leave it out.");
            return;
        }
        foreach (var option in (Option[])[_net, _recipe])
            if (result.GetResult(option) is { Implicit: false })
                result.AddError($"{option.Name} came with --base but names another net. Give one of them.");
        if (result.GetResult(_weights) is { Implicit: false } && result.GetValue(_base) is { } word && !Pretrained.Names.Contains(word))
            result.AddError($"--weights came with --base {word} but is for published nets, and a file has its own. Leave it out.");
    }

    static string NetFor(string dataset) =>
        !Datasets.Names.Contains(dataset) ? FolderNet : Datasets.Find(dataset).ImageShape[2] == 3 ? ColorNet : DefaultNet;

    void NeedsResume(CommandResult result)
    {
        if (result.GetResult(_with) is { Implicit: false } && result.GetResult(_resume) is not { Implicit: false })
            result.AddError(
                "--with came without --resume but changes what is gone on with. Add --resume, or use --set and the other options.");
    }

    // What the net is to be made with, tried while the words are read.
    void CheckSettings(CommandResult result)
    {
        if (result.Errors.Any() || result.Children.SelectMany(c => c.Errors).Any()) return;
        try
        {
            if (result.GetValue(_recipe) is not null && result.GetValue(_net) is not null)
                throw new ArgumentException("--recipe came with --net but brings its own net. Give one of them.");
            var byDefault = ByDefault(result.GetValue(_dataset) ?? DefaultDataset, result.GetValue(_net), result.GetValue(_recipe),
                result.GetValue(_base));
            var set = With(byDefault with { Set = Merged(byDefault.Set, result.GetValue(_set)) }, result.GetValue(_with));
            set.Net.Build(set: set.Set);
        }
        catch (ArgumentException e)
        {
            result.AddError(e.Message);
        }
    }

    // Settings that are others than those the training was begun with, on purpose.
    static TrainSettings With(TrainSettings settings, string[]? changes)
    {
        foreach (var (name, value) in Words.Pairs(changes))
            settings = name switch
            {
                "learning-rate" => settings with
                {
                    LearningRate = Words.Parse(name, value, double.Epsilon, 1e9),
                    Changes = [.. settings.Changes, "learning rate"]
                },
                "seed" => settings with
                {
                    Seed = Words.Parse<ulong>(name, value, 0, ulong.MaxValue),
                    Changes = [.. settings.Changes, "seed"]
                },
                "limit" => settings with
                {
                    Limit = Words.Parse(name, value, 1, int.MaxValue),
                    Changes = [.. settings.Changes, "data", "validation data"]
                },
                _ => settings with
                {
                    Set = new Dictionary<string, string>(settings.Set) { [name] = value },
                    Changes = [.. settings.Changes.Except(["layers"]), "layers"]
                },
            };
        return settings;
    }

    static TrainSettings ByDefault(string dataset, string? net, string? recipe, string? trunk) =>
        trunk is not null ? new(dataset, TransferBase.Head(trunk)) { Base = trunk }
        : recipe is null ? new(dataset, Nets.Find(net ?? NetFor(dataset))) : Recipe.Find(recipe, dataset).Settings();

    static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> own, string[]? set) =>
        own.Where(o => !Words.Pairs(set).ContainsKey(o.Key)).Concat(Words.Pairs(set)).ToDictionary();

    /// <summary>What the words say, the net's defaults in place of those not said.</summary>
    internal TrainSettings Settings(ParseResult parsed)
    {
        var dataset = parsed.GetValue(_dataset) ?? DefaultDataset;
        var byDefault = ByDefault(dataset, parsed.GetValue(_net), parsed.GetValue(_recipe), parsed.GetValue(_base));
        if (byDefault.IsFolder) byDefault = byDefault with
        {
            ValidationSplit = parsed.GetValue(_test) is null
            ? TrainSettings.FolderValidationSplit : 0
        };
        var optimizer = parsed.GetValue(_optimizer);
        return With(byDefault with
        {
            Set = Merged(byDefault.Set, parsed.GetValue(_set)),
            Epochs = parsed.GetValue(_epochs) ?? byDefault.Epochs,
            BatchSize = parsed.GetValue(_batchSize) ?? byDefault.BatchSize,
            Optimizer = optimizer ?? byDefault.Optimizer,
            LearningRate = parsed.GetValue(_learningRate) ?? (optimizer is null ? byDefault.LearningRate : null),
            ValidationSplit = parsed.GetValue(_validationSplit) ?? byDefault.ValidationSplit,
            Seed = parsed.GetValue(_seed) ?? byDefault.Seed,
            Threads = parsed.GetValue(_threads),
            Limit = parsed.GetValue(_limit) ?? byDefault.Limit,
            TestLimit = parsed.GetValue(_testLimit),
            Test = parsed.GetValue(_test),
            Weights = parsed.GetValue(_weights),
            Preprocessing = parsed.GetValue(_preprocessing),
            FineTune = parsed.GetValue(_fineTune) ?? 0,
            ImageSize = parsed.GetValue(_imageSize),
            Labels = parsed.GetValue(_labels),
            Strict = parsed.GetValue(_strict),
            Augment = parsed.GetValue(_augment) is { } text ? AugmentText.Parse(text) : null,
            Output = parsed.GetValue(_output) ?? byDefault.Output,
            OutputIsAsked = parsed.GetValue(_output) is not null,
            Overwrite = parsed.GetValue(_overwrite),
            AllowNaN = parsed.GetValue(_allowNaN),
            Checkpoint = parsed.GetValue(_checkpoint),
            CheckpointEvery = parsed.GetValue(_checkpointEvery),
            Resume = parsed.GetValue(_resume),
            Store = Words.StoreOf(parsed.GetValue(_store)),
            StoreIsAsked = Words.StoreIsAsked(parsed.GetValue(_store)),
            Command = string.Join(' ', parsed.Tokens.Select(t => Words.Quoted(t.Value)).Prepend(Product.Invocation)),
        }, parsed.GetValue(_with));
    }

    async Task<int> Run(ParseResult parsed)
    {
        var settings = Settings(parsed);
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var terminal = Terminal.Of(parsed.GetValue(_json) ? error : output);
        using var run = new TrainRun(settings, terminal);
        using var stop = new StopSignals(); // from here on there is something to keep
        var result = await run.Run(stop.Token);
        if (stop.ExitCode != 0) terminal.Line("Stopped; what follows is of the best model so far.");
        if (stop.ExitCode != 0 && settings.Checkpoint is { } kept) terminal.Line($"The same command with --resume goes on from '{kept}'.");
        Tell(terminal, settings, result);
        if (parsed.GetValue(_json)) await output.WriteLineAsync(result.ToJson());
        return stop.ExitCode != 0 ? stop.ExitCode : run.Failed ? CommandLine.Failed : 0;
    }

    static void Tell(Terminal terminal, TrainSettings settings, TrainResult result)
    {
        var speed = result.ImagesPerSecond > 0 ? $"after {result.Seconds:0.0} s of training at {result.ImagesPerSecond:N0} images/s"
            : "nothing was left to train";
        terminal.Line($"Test: loss {result.TestLoss:0.0000}, accuracy {result.TestAccuracy:0.0000}, {speed}");
        result.Report?.Tell(terminal);
        terminal.Line($"Model:  {result.ModelPath}");
        terminal.Line($"Record: {result.ResultsPath}{(result.Store is { } store ? $" and {store}" : "")}");
        terminal.Line();
        terminal.Line("Try next:");
        foreach (var command in Next(settings, Words.Quoted(result.ModelPath))) terminal.Line($"  {Product.Invocation} {command}");
    }

    static IEnumerable<string> Next(TrainSettings settings, string model) =>
    [
        settings.IsFolder ? $"predict {model} photo.jpg" : $"evaluate {model}",
        $"summary {model}",
        settings.Dataset == DefaultDataset
            ? "train fashion-mnist --net lab-a-5x5 --epochs 6"
            : $"train {Words.Quoted(settings.Dataset)} {Net(settings)} --epochs {2L * settings.Epochs}",
        "nets",
    ];

    static string Net(TrainSettings settings) => settings.Base is not { } trunk ? $"--net {settings.Net.Name}"
        : $"--base {Words.Quoted(trunk)}{(settings.Preprocessing is { } own ? $" --preprocessing {own}" : "")}";
}
