using System.CommandLine;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill predict</c>: what a saved model sees in images of the user's.</summary>
static class PredictCommand
{
    const int Best = 3, DefaultLimit = 10;

    public static Command Create()
    {
        var model = Words.Model();
        var file =
            new Argument<string>("FILE")
            { Description = "A photograph (JPEG, PNG, BMP, PGM, PPM), or an IDX file of images, gzipped or not" };
        var limit = Words.Limit($"Predict the first N images [default: {DefaultLimit}]");
        var threads = Words.Threads();
        var command = new Command("predict", "Name what images show: the three likeliest classes of each.") { model, file, limit, threads };
        command.SetAction(parsed =>
        {
            var saved = ModelFile.Read(parsed.GetRequiredValue(model));
            if (parsed.GetValue(threads) is { } n) saved.Model.Workers = new(n);
            var path = parsed.GetRequiredValue(file);
            CheckEnds(saved);
            var images = ImageFile.Read(path, parsed.GetValue(limit) ?? DefaultLimit, saved);
            Tell(Words.Terminal(parsed), saved.Model.Predict(images), saved.ClassNames);
        });
        return command;
    }

    static void CheckEnds(ModelFile saved)
    {
        var (inputs, outputs) = (saved.Model.Inputs.Count, saved.Model.Outputs.Count);
        if (inputs > 1 || outputs > 1 || saved.Model.Outputs[0].Shape.Rank > 1)
            throw new InvalidDataException(
                $"The model {saved.Net} has {inputs} inputs and predicts {string.Join(", ", saved.Model.Outputs.Select(o => o.Shape))}, " +
                $"but 'predict' shows it " +
                                           "one image and names classes. Use PredictAll of the library for it.");
    }

    static void Tell(Terminal terminal, Tensor probabilities, IReadOnlyList<string> names)
    {
        for (var i = 0; i < probabilities.Shape[0]; i++) terminal.Line($"{i}: {Likeliest(probabilities.Row(i).ToArray(), names)}");
    }

    /// <summary>The classes with the greatest probabilities, the first of equals first. One probability alone is that of the second of two
    /// classes.</summary>
    internal static string Likeliest(float[] probabilities, IReadOnlyList<string> names) => probabilities is [var one] && names.Count == 2
        ? Likeliest([1 - one, one], names)
        : string.Join(", ", Enumerable.Range(0, probabilities.Length).OrderByDescending(c => probabilities[c]).Take(Best)
                                    .Select(c => $"{(c < names.Count ? names[c] : c)} {probabilities[c]:0.0000}"));
}
