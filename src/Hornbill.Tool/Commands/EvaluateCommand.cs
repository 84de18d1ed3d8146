using System.CommandLine;
using System.Globalization;
using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Studio;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill evaluate</c>: loss and accuracy of a saved model on test images, as they are and spoiled in many ways.</summary>
sealed class EvaluateCommand
{
    const int DefaultBatchSize = 128;
    const string Accuracy = "accuracy";

    readonly Argument<string> _model = Words.Model();

    readonly Argument<string?> _dataset = Words.Dataset("the one it was trained on");

    readonly Option<int?> _batchSize = Words.BatchSize($"Images at a time [default: {DefaultBatchSize}]");

    readonly Option<int?> _threads = Words.Threads();

    readonly Option<int?> _limit = Words.Limit("Use the first N test images [default: all]");

    readonly Option<string?>[] _distortions =
    [
        Levels("rotate", "Turn the images by so many degrees, such as 0,15,...,180"),
        Levels("scale", "Make them smaller or larger, such as 0.5,0.75,1,1.25"),
        Levels("shift", "Move them by so many pixels, to each side in turn"),
        Levels("noise", "Add noise of a deviation, as a share of the range of values, such as 0.1,0.2"),
        Levels("blur", "Blur them by a deviation in pixels"),
        Levels("binarize", "Make them black and white at a share of the range of values, such as 0.5"),
    ];

    readonly Option<string?> _fill = new("--fill")
    {
        Description = "What lies beyond the edges of turned, scaled and shifted images: nearest, constant, reflect, wrap [default: nearest]",
        HelpName = "MODE",
    };

    readonly Option<string?> _output = new("--output")
    {
        Description = "Draw accuracy against each distortion: a page (.html), or a picture each (.svg, .png) [default: none]",
        HelpName = "FILE",
    };

    readonly Option<bool> _json = new("--json")
    {
        Description = "Write a line of JSON for each result to standard output, and nothing else [default: words]",
    };

    public static Command Create() => new EvaluateCommand().Build();

    Command Build()
    {
        var command = new Command("evaluate",
            "Test a saved model, on images as they are or spoiled: accuracy against rotation, size, noise and more.")
        {
            _model, _dataset, _batchSize, _threads, _limit, _fill, _output, _json,
        };
        foreach (var option in _distortions) command.Options.Add(option);
        _fill.Validators.Add(result => Words.Check(result, text =>
            Words.Unknown(() => Choices.Check("fill mode", text, "nearest", "constant", "reflect", "wrap"))));
        _output.Validators.Add(result => Words.Check(result, path =>
            Path.GetExtension(path) is ".html" or ".svg" or ".png" ? null
            : $"--output got '{path}' but writes .html, .svg or .png. Use one of these endings."));
        command.Validators.Add(result =>
        {
            if (result.GetResult(_output) is { Implicit: false }
                && _distortions.All(d => result.GetResult(d) is null or { Implicit: true }))
                result.AddError("--output came without a distortion but draws accuracy against one. Add such as --rotate 0,15,30.");
        });
        command.SetAction(Run);
        return command;
    }

    static Option<string?> Levels(string name, string description)
    {
        var option = new Option<string?>($"--{name}") { Description = $"{description} [default: none]", HelpName = "LIST" };
        option.Validators.Add(result => Words.Check(result, text => Words.Unknown(() => Distortion.Levels(name, text))));
        return option;
    }

    void Run(ParseResult parsed)
    {
        var file = ModelFile.Read(parsed.GetRequiredValue(_model));
        if (parsed.GetValue(_threads) is { } n) file.Model.Workers = new(n);
        if (file.Model.Optimizer is null && !file.IsOwn && file.Model.Outputs is [{ Shape.Rank: 1 }])
            file.Model.Compile("sgd", Models.Net.Loss, [Accuracy]); // other kinds of files do not say how they were trained
        if (file.Model.Optimizer is null)
            throw new InvalidDataException(
                $"The model {file.Net} is not compiled, but its loss is needed to test it. Save it after Compile.");
        var name = parsed.GetValue(_dataset) ?? file.Dataset ?? throw new ArgumentException(
            $"The model {file.Net} does not tell what it was trained on, but data to test it on are needed. Add a data set, or a folder " +
            $"of images, after the model.");
        var terminal = Terminal.Of(parsed.GetValue(_json) ? parsed.InvocationConfiguration.Error : parsed.InvocationConfiguration.Output);
        var test = TestImages.Open(file, name, parsed.GetValue(_limit));
        foreach (var skipped in test.Skipped) terminal.Line($"Left out: {skipped.Reason}");
        var batchSize = parsed.GetValue(_batchSize) ?? DefaultBatchSize;
        var result = file.Model.Evaluate(test.Source, batchSize);
        var figures = result.Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:0.0000}"));
        terminal.Line($"{file.Net} on {test.Source.Count:N0} test images of {test.Name}: {string.Join(", ", figures)}");
        if (!result.Values.ContainsKey(Accuracy) && (parsed.GetValue(_json) || _distortions.Any(d => parsed.GetValue(d) is not null)))
            throw new InvalidDataException(
                $"The model {file.Net} has no accuracy among its metrics ({string.Join(", ", result.Values.Keys)}), but that is what is " +
                $"told of spoiled images. Save it compiled with metrics: [\"accuracy\"].");
        var robustness = Distorted(parsed, file, name, batchSize).ToArray();
        foreach (var r in robustness) r.Tell(terminal, result[Accuracy]);
        if (robustness.Length == 0 && !Datasets.Names.Contains(test.Name)) TestReport.Of(file.Model, test.Source, test.Labels,
            test.ClassNames, batchSize).Tell(terminal);
        if (parsed.GetValue(_json)) WriteJson(parsed.InvocationConfiguration.Output, file, test, result, robustness);
        if (parsed.GetValue(_output) is { } path) Draw(terminal, path, file, test, result, robustness);
    }

    // Images are spoiled where all channels have one range, before a published net's preprocessing.
    IEnumerable<Robustness> Distorted(ParseResult parsed, ModelFile file, string name, int batchSize)
    {
        if (_distortions.All(d => parsed.GetValue(d) is null)) return [];
        var plain = TestImages.Open(file with { Preparation = file.Preparation with { Normalization = null } }, name,
            parsed.GetValue(_limit));
        Distortion.Surroundings around = new(file.Preparation.Range, parsed.GetValue(_fill) ?? "nearest", file.Preparation.Normalization);
        return from pair in _distortions.Zip(Distortion.All)
               let text = parsed.GetValue(pair.First)
               where text is not null
               select Robustness.Measure(file.Model, plain, pair.Second, Distortion.Levels(pair.Second.Name, text), around, batchSize);
    }

    static void WriteJson(TextWriter output, ModelFile file, TestImages test, Evaluation result, Robustness[] robustness)
    {
        output.WriteLine(Json.Line(json =>
        {
            json.WriteString("net", file.Net);
            json.WriteString("dataset", test.Name);
            json.WriteNumber("images", test.Source.Count!.Value);
            Json.Number(json, "loss", result.Loss);
            Json.Number(json, "accuracy", result[Accuracy]);
        }));
        foreach (var r in robustness) output.WriteLine(r.ToJson(result[Accuracy]));
    }

    static void Draw(Terminal terminal, string path, ModelFile file, TestImages test, Evaluation result, Robustness[] robustness)
    {
        if (Path.GetExtension(path) == ".html")
        {
            RunPage.Write(path, new()
            {
                Name = $"{file.Net} on {test.Name}: robustness", TestAccuracy = result[Accuracy], TestLoss = result.Loss,
                Facts = [("test images", $"{test.Source.Count}")], Pictures = [.. robustness.Select(r => r.Chart(result[Accuracy]))],
            });
            terminal.Line($"Drawn: {path}");
            return;
        }
        foreach (var r in robustness)
        {
            var to = robustness.Length == 1 ? path : Path.Combine(Path.GetDirectoryName(path)!,
                $"{Path.GetFileNameWithoutExtension(path)}-{r.Distortion.Name}{Path.GetExtension(path)}");
            PictureFile.Write(to, r.Chart(result[Accuracy]));
            terminal.Line($"Drawn: {to}");
        }
    }
}
