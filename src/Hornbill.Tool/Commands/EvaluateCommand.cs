using System.CommandLine;
using Hornbill.Data;
using Hornbill.Images;
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
            var (name, first) = (parsed.GetValue(dataset) ?? file.Dataset, parsed.GetValue(limit));
            var terminal = Words.Terminal(parsed);
            if (Datasets.Names.Contains(name)) Evaluate(terminal, file, name, Images(file, name, first), parsed.GetValue(batchSize) ?? DefaultBatchSize);
            else Report(terminal, file, name, first, parsed.GetValue(batchSize) ?? DefaultBatchSize);
        });
        return command;
    }

    static Dataset Images(ModelFile file, string name, int? limit) => Datasets.Load(name, trainCount: 1, testCount: limit).Test.InRange(file.Preparation.Range);

    static void Evaluate(Terminal terminal, ModelFile file, string name, SampleSource test, int batchSize)
    {
        var result = file.Model.Evaluate(test, batchSize);
        terminal.Line($"{file.Net} on {test.Count:N0} test images of {name}: " +
                      $"loss {result.Loss:0.0000}, accuracy {result["accuracy"]:0.0000}");
    }

    static void Report(Terminal terminal, ModelFile file, string folder, int? limit, int batchSize)
    {
        var input = file.Model.InputShape;
        if (input.Rank != 3) throw new InvalidDataException($"'{folder}' holds images, but the model {file.Net} takes {input}. Give a model of images.");
        var test = ImageFolder.Load(folder, (input[0], input[1]), file.Preparation.FolderOptions(input) with { ClassNames = file.ClassNames });
        foreach (var skipped in test.Skipped) terminal.Line($"Left out: {skipped.Reason}");
        if (limit is { } n) test = test.Take(n);
        Evaluate(terminal, file, folder, test, batchSize);
        TestReport.Of(file.Model, test, test.Labels, file.ClassNames, batchSize).Tell(terminal);
    }
}
