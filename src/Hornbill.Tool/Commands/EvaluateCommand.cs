using System.CommandLine;
using Hornbill.Data;
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
            var test = Datasets.Load(parsed.GetValue(dataset) ?? file.Dataset).Test;
            if (parsed.GetValue(limit) is { } first) test = test.Take(first);
            Evaluate(Words.Terminal(parsed), file, test, parsed.GetValue(batchSize) ?? DefaultBatchSize);
        });
        return command;
    }

    static void Evaluate(Terminal terminal, ModelFile file, Dataset test, int batchSize)
    {
        var result = file.Model.Evaluate(test, batchSize);
        terminal.Line($"{file.Net} on {test.Labels.Length:N0} test images of {test.Name}: " +
                      $"loss {result.Loss:0.0000}, accuracy {result["accuracy"]:0.0000}");
    }
}
