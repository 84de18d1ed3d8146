using System.CommandLine;
using Hornbill.Applications;
using Hornbill.Images;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill predict</c>: what a saved model, or a published net, sees in images of the user's.</summary>
sealed class PredictCommand
{
    const int Best = 3, DefaultLimit = 10;

    readonly Argument<string> _model = new("MODEL")
    { Description = "A model's file (.safetensors, .onnx, .keras, .h5), or a published net (see 'models list')" };

    readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Photographs (JPEG, PNG, BMP, PGM, PPM), or an IDX file of images, gzipped or not",
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<int?> _top = Words.Number("--top", $"Name the N likeliest classes [default: {Best}]", 1, int.MaxValue);

    readonly Option<string?> _weights = Words.Weights();

    readonly Option<string?> _preprocessing = Words.Preprocessing("What");

    readonly Option<double?> _noneBelow = Words.Number(
        "--none-below", "Say 'none of these' where the likeliest class is less likely [default: the model's own, or never]", 0.0, 1.0);

    readonly Option<int?> _limit = Words.Limit($"Predict the first N images of an IDX file [default: {DefaultLimit}]");

    readonly Option<int?> _threads = Words.Threads();

    readonly Option<bool> _json = new("--json")
    { Description = "Write a line of JSON for each image, and nothing else [default: tell it in words]" };

    public static Command Create() => new PredictCommand().Build();

    Command Build()
    {
        var command = new Command("predict", "Name what images show: the likeliest classes of each.")
        {
            _model, _files, _top, _weights, _preprocessing, _noneBelow, _limit, _threads, _json,
        };
        command.SetAction(Run);
        return command;
    }

    void Run(ParseResult parsed)
    {
        var saved = Open(parsed.GetRequiredValue(_model), parsed.GetValue(_weights), parsed.GetValue(_preprocessing));
        if (parsed.GetValue(_threads) is { } n) saved.Model.Workers = new(n);
        CheckEnds(saved);
        var predictor = new Predictor(saved.Model, saved.Preparation, saved.ClassNames.Count > 0 ? saved.ClassNames : null);
        if (parsed.GetValue(_noneBelow) is { } least) predictor = predictor.With(least);
        var files = parsed.GetRequiredValue(_files);
        foreach (var path in files)
        {
            var images = ImageFile.Read(path, parsed.GetValue(_limit) ?? DefaultLimit, saved);
            var several = FileKind.Of(path) is { } kind && (kind == FileKind.Idx || kind == FileKind.Gzip);
            var seen = predictor.Decode(saved.Model.Predict(images), parsed.GetValue(_top) ?? Best);
            for (var i = 0; i < seen.Count; i++)
                if (parsed.GetValue(_json)) parsed.InvocationConfiguration.Output.WriteLine(ToJson(path, several ? i : null, seen[i]));
                else Words.Terminal(parsed).Line($"{(files.Length == 1 ? $"{i}" : several ? $"{path} {i}" : path)}: {Told(seen[i])}");
        }
    }

    /// <summary>A model's file, or a published net with its weights or those of a file.</summary>
    internal static ModelFile Open(string word, string? weights, string? preprocessing = null)
    {
        if (File.Exists(word) || !Pretrained.Names.Contains(word))
            return weights is null ? ModelFile.Read(word, preprocessing) : throw new ArgumentException(
                $"--weights came with '{word}', but a model's file has its own. Name a published net (see 'models list'), or leave it " +
                $"out.");
        var net = Pretrained.Find(word);
        var model = net.Build(new(true, weights ?? ApplicationSettings.Published, null, null, net.Classes, "softmax", null, 0));
        var preparation = ImagePreparation.Of(model);
        return new(model, word, null, [], preprocessing is null ? preparation
            : preparation with { Normalization = Preprocessing.Named(preprocessing) });
    }

    static void CheckEnds(ModelFile saved)
    {
        var (inputs, outputs) = (saved.Model.Inputs.Count, saved.Model.Outputs.Count);
        if (inputs > 1 || outputs > 1 || saved.Model.Outputs[0].Shape.Rank > 1)
            throw new InvalidDataException(
                $"The model {saved.Net} has {inputs} inputs and predicts {string.Join(", ", saved.Model.Outputs.Select(o => o.Shape))}, " +
                $"but 'predict' shows it one image and names classes. Use PredictAll of the library for it.");
    }

    static string Told(IReadOnlyList<Prediction> seen) => string.Join(", ", seen.Select(p => $"{p.Name} {p.Probability:0.0000}"));

    static string ToJson(string path, int? index, IReadOnlyList<Prediction> seen) => Json.Line(json =>
    {
        json.WriteString("file", path);
        if (index is { } i) json.WriteNumber("index", i);
        json.WriteStartArray("predictions");
        foreach (var p in seen)
        {
            json.WriteStartObject();
            json.WriteString("id", p.Id);
            json.WriteString("name", p.Name);
            Json.Number(json, "probability", p.Probability);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
