using System.Text.Json;
using Hornbill.Models;
using Hornbill.Serialization;

namespace Hornbill.Tool.Runs;

/// <summary>A trained model's file: all of the model, and beside it which net on which data it is.</summary>
/// <param name="Model">The model, compiled as it was trained.</param>
/// <param name="Net">The built-in net's name.</param>
/// <param name="Dataset">The data set it was trained on.</param>
/// <param name="ClassNames">What its outputs stand for.</param>
/// <param name="Preparation">How images are prepared for it.</param>
sealed record ModelFile(Model Model, string Net, string Dataset, IReadOnlyList<string> ClassNames, Preparation Preparation)
{
    const string InterruptedKey = "interrupted", CheckpointKey = "checkpoint";

    public static void Write(TrainSettings settings, Model model, IReadOnlyList<string> classNames, Preparation preparation, ModelOrigin origin, string path)
    {
        model.Metadata["engine"] = Product.Engine;
        model.Metadata["net"] = settings.Net.Name;
        model.Metadata["dataset"] = settings.Dataset;
        model.Metadata["class_names"] = JsonSerializer.Serialize(classNames);
        model.Metadata["preprocessing"] = preparation.ToJson();
        if (origin.Interrupted) model.Metadata[InterruptedKey] = "true";
        if (origin.Checkpoint is { } kept) model.Metadata[CheckpointKey] = kept;
        model.Save(path);
    }

    /// <summary>The run that a model came from, by the file's header alone; nothing of a file that is none.</summary>
    public static ModelOrigin Origin(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var metadata = SafeTensorsHeader.Read(file, path).Metadata;
            return new(metadata.ContainsKey(InterruptedKey), metadata.GetValueOrDefault(CheckpointKey));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <exception cref="InvalidDataException">The file is damaged, or holds weights without a model.</exception>
    public static ModelFile Read(string path)
    {
        var model = Model.Load(path);
        string Get(string key) => model.Metadata.TryGetValue(key, out var value) ? value : throw new InvalidDataException(
            $"'{path}' has no '{key}' in its metadata, but a model of hornbill has. Give a file that 'hornbill train' wrote.");
        if (model.Optimizer is null)
            throw new InvalidDataException($"'{path}' holds a model that is not compiled, but one that was trained is needed. Give a file that 'hornbill train' wrote.");
        return new(model, Get("net"), Get("dataset"), Names(Get("class_names"), path),
                   model.Metadata.TryGetValue("preprocessing", out var json) ? Preparation.FromJson(json, path) : new(Data.PixelRange.Unit));
    }

    static string[] Names(string json, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(json) ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' has class names that are no list of strings. Save the model again.", e);
        }
    }
}
