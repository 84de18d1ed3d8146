using System.CommandLine;
using System.Globalization;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill evaluate</c>: loss and accuracy of a saved model on a data set's test images.</summary>
static class EvaluateCommand
{
    const int DefaultBatchSize = 128;

    public static Command Create()
    {
        var model = Words.Model();
        var dataset = Words.Dataset("the one it was trained on");
        var batchSize = Words.BatchSize($"Images at a time [default: {DefaultBatchSize}]");
        var threads = Words.Threads();
        var limit = Words.Limit("Use the first N test images [default: all]");
        var command = new Command("evaluate", "Test a saved model.") { model, dataset, batchSize, threads, limit };
        command.SetAction(parsed =>
        {
            var file = ModelFile.Read(parsed.GetRequiredValue(model));
            if (parsed.GetValue(threads) is { } n) file.Model.Workers = new(n);
            if (file.Model.Optimizer is null)
                throw new InvalidDataException($"The model {file.Net} is not compiled, but its loss is needed to test it. Save it after Compile.");
            var name = parsed.GetValue(dataset) ?? file.Dataset ?? throw new ArgumentException(
                $"The model {file.Net} does not tell what it was trained on, but data to test it on are needed. Add a data set, or a folder of images, after the model.");
            var (terminal, first, size) = (Words.Terminal(parsed), parsed.GetValue(limit), parsed.GetValue(batchSize) ?? DefaultBatchSize);
            if (Datasets.Names.Contains(name)) Evaluate(terminal, file, name, Images(file, name, first), size);
            else Report(terminal, file, name, first, size);
        });
        return command;
    }

    static Dataset Images(ModelFile file, string name, int? limit)
    {
        var (came, needed) = (Datasets.Find(name).ImageShape, file.Model.InputShape);
        if (Misfits.Takes(needed, came)) return Datasets.Load(name, trainCount: 1, testCount: limit).Test.InRange(file.Preparation.Range);
        var others = Datasets.All.Where(d => Misfits.Takes(needed, d.ImageShape)).Select(d => d.Name).ToArray();
        throw new ArgumentException($"{name} has images of shape {came}, but the model {file.Net} needs {needed}. Give {(others.Length > 0 ? string.Join(", ", others) + ", or " : "")}a folder of images.");
    }

    static void Evaluate(Terminal terminal, ModelFile file, string name, SampleSource test, int batchSize)
    {
        var result = file.Model.Evaluate(test, batchSize);
        var figures = result.Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:0.0000}"));
        terminal.Line($"{file.Net} on {test.Count:N0} test images of {name}: {string.Join(", ", figures)}");
    }

    static void Report(Terminal terminal, ModelFile file, string folder, int? limit, int batchSize)
    {
        var input = file.Model.InputShape;
        if (input.Rank != 3) throw new InvalidDataException($"'{folder}' holds images, but the model {file.Net} takes {input}. Give a model of images.");
        string[]? names = file.ClassNames.Count > 0 ? [.. file.ClassNames] : null;
        var test = ImageFolder.Load(folder, Size(input), file.Preparation.FolderOptions(input) with { ClassNames = names });
        foreach (var skipped in test.Skipped) terminal.Line($"Left out: {skipped.Reason}");
        if (limit is { } n) test = test.Take(n);
        Evaluate(terminal, file, folder, test, batchSize);
        TestReport.Of(file.Model, test, test.Labels, test.ClassNames, batchSize).Tell(terminal);
    }

    // Of a model that takes any size Keras's, since images of a batch have one.
    static ImageSize Size(Shape input) => input.IsKnown ? (input[0], input[1]) : ImageFolder.DefaultSize;
}
