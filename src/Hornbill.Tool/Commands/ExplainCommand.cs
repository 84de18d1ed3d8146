using System.CommandLine;
using Hornbill.Studio;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;
using Hornbill.Tool.Seeing;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill explain</c>: where a model is wrong or not sure, and which labels are probably wrong, as one page.</summary>
sealed class ExplainCommand
{
    const int Told = 5;

    readonly Argument<string> _model = new("MODEL")
    { Description = "A model's file, which 'train' or the library's Save wrote, or a published net (see 'models list')" };

    readonly Option<string?> _weights = Words.Weights();

    readonly Argument<string?> _data = Words.Dataset("the one it was trained on");

    readonly Option<bool> _train = new("--train")
    {
        Description = "Look at a data set's training images, to find what is labelled wrongly there [default: its test images]",
    };

    readonly Option<int?> _folds = Words.Number("--folds",
        $"Judge labels by nets of the same architecture, each trained on the other folds; 0 judges by the model [default: " +
        $"{ExplainSettings.DefaultFolds}]",
        0, 100);

    readonly Option<int?> _epochs = Words.Number("--epochs", $"Passes over each fold's images [default: {ExplainSettings.DefaultEpochs}]",
        1, 10_000);

    readonly Option<ulong?> _seed = Words.Number<ulong>("--seed", "Of the folds and their nets [default: 0]", 0, uint.MaxValue);

    readonly Option<int?> _shown = Words.Number("--shown", $"Show so many images of each kind [default: {ExplainSettings.DefaultShown}]", 1,
        1000);

    readonly Option<int?> _batchSize = Words.BatchSize($"Images at a time [default: {ExplainSettings.DefaultBatchSize}]");

    readonly Option<int?> _limit = Words.Limit("Use the first N images [default: all]");

    readonly Option<int?> _threads = Words.Threads();

    readonly Option<string?> _output = new("--output")
    {
        Description = "The page (.html) [default: explain.html beside the model]", HelpName = "FILE",
    };

    readonly Option<bool> _json = new("--json")
    {
        Description = "Write a line of JSON for each image to standard output, and nothing else [default: words]",
    };

    public static Command Create() => new ExplainCommand().Build();

    Command Build()
    {
        var command = new Command("explain", "Show what a model gets most wrong, is least sure of, and which labels are probably wrong.")
        {
            _model, _data, _weights, _train, _folds, _epochs, _seed, _shown, _batchSize, _limit, _threads, _output, _json,
        };
        _folds.Validators.Add(result => Words.Check(result, text => text == "1"
            ? "--folds got 1, but a net is trained on the other folds, so there are 2 at least. Give 2 or more, or 0 to judge by the " +
                "model itself."
            : null));
        _output.Validators.Add(result => Words.Check(result, path => Path.GetExtension(path) == ".html" ? null
            : $"--output got '{path}' but writes a page of HTML. Use a name that ends with .html."));
        command.SetAction(Run);
        return command;
    }

    void Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_model);
        var file = ClassNames.Named(PredictCommand.Open(path, parsed.GetValue(_weights)));
        SeenImage.CheckModel(file);
        if (parsed.GetValue(_threads) is { } n) file.Model.Workers = new(n);
        var name = parsed.GetValue(_data) ?? file.Dataset ?? throw new ArgumentException(
            $"The model {Plain.Text(file.Net)} does not tell what it was trained on, but images with labels are needed. Add a data set, " +
            $"or a folder of images, after the model.");
        var json = parsed.GetValue(_json);
        var terminal = Terminal.Of(json ? parsed.InvocationConfiguration.Error : parsed.InvocationConfiguration.Output);
        var data = TestImages.Open(file, name, parsed.GetValue(_limit), parsed.GetValue(_train));
        foreach (var skipped in data.Skipped) terminal.Line($"Left out: {skipped.Reason}");
        var explanation = new Explanation(file, data, Settings(parsed), terminal.Line);
        if (json) WriteJson(parsed.InvocationConfiguration.Output, explanation, data, parsed.GetValue(_shown)
            ?? ExplainSettings.DefaultShown);
        else Tell(terminal, explanation, data);
        var output = parsed.GetValue(_output)
            ?? Path.Combine(Path.GetDirectoryName(path) is { Length: > 0 } beside ? beside : ".", "explain.html");
        PicturePage.Write(output, $"{file.Net} on {data.Name}, explained", explanation.Facts, explanation.Sections);
        terminal.Line($"Written: {output}");
    }

    ExplainSettings Settings(ParseResult parsed) => new()
    {
        Folds = parsed.GetValue(_folds) ?? ExplainSettings.DefaultFolds,
        Epochs = parsed.GetValue(_epochs) ?? ExplainSettings.DefaultEpochs,
        Seed = parsed.GetValue(_seed) ?? 0,
        Shown = parsed.GetValue(_shown) ?? ExplainSettings.DefaultShown,
        BatchSize = parsed.GetValue(_batchSize) ?? ExplainSettings.DefaultBatchSize,
    };

    static void Tell(Terminal terminal, Explanation explanation, TestImages data)
    {
        foreach (var (name, value) in explanation.Facts) terminal.Line($"{name}: {value}");
        string Class(int c) => c < data.ClassNames.Count ? data.ClassNames[c] : $"class {c}";
        foreach (var f in explanation.Wrong.Take(Told))
            terminal.Line(FormattableString.Invariant($"wrong #{f.Index}: {Class(f.Label)} taken for {Class(f.Seen)} ({f.Other:0.0%})"));
        foreach (var f in explanation.Mislabelled.Take(Told))
            terminal.Line(FormattableString.Invariant(
                $"label #{f.Index}: {Class(f.Label)} ({f.Own:0.0%}), rather {Class(f.Seen)} ({f.Other:0.0%})"));
    }

    static void WriteJson(TextWriter output, Explanation explanation, TestImages data, int shown)
    {
        (string Kind, IEnumerable<Finding> Findings)[] kinds =
            [("wrong", explanation.Wrong), ("unsure", explanation.Unsure), ("label", explanation.Mislabelled)];
        foreach (var (kind, findings) in kinds)
            foreach (var f in findings.Take(shown)) output.WriteLine(Json.Line(json =>
            {
                json.WriteString("kind", kind);
                json.WriteNumber("index", f.Index);
                if (data.Files.Count > 0) json.WriteString("file", data.Files[f.Index]);
                json.WriteNumber("label", f.Label);
                json.WriteNumber("seen", f.Seen);
                Json.Number(json, "probability", kind == "unsure" ? f.Own : f.Other);
                Json.Number(json, kind == "unsure" ? "next" : "own", kind == "unsure" ? f.Other : f.Own);
            }));
    }
}
