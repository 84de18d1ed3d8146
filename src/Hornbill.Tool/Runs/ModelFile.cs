using System.Text.Json;
using Hornbill.Applications;
using Hornbill.Images;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tool.Formats;

namespace Hornbill.Tool.Runs;

/// <summary>A trained model's file: all of the model, and beside it which net on which data it is.</summary>
/// <param name="Model">The model, compiled as it was trained.</param>
/// <param name="Net">The built-in net's name; of a model that 'train' did not write its own.</param>
/// <param name="Dataset">The data set it was trained on; null where that is not told.</param>
/// <param name="ClassNames">What its outputs stand for; empty where that is not told.</param>
/// <param name="Preparation">How images are prepared for it.</param>
sealed record ModelFile(Model Model, string Net, string? Dataset, IReadOnlyList<string> ClassNames, ImagePreparation Preparation)
{
    const string OwnEnding = ".safetensors", InterruptedKey = "interrupted", CheckpointKey = "checkpoint";

    /// <summary>Whether it was a file of the library, which also says how the model was compiled.</summary>
    public bool IsOwn { get; init; } = true;

    public static void Write(TrainSettings settings, Model model, IReadOnlyList<string> classNames, ImagePreparation preparation,
        ModelOrigin origin, string path)
    {
        model.Metadata["engine"] = Product.Engine;
        model.Metadata["net"] = settings.Net.Name;
        model.Metadata["dataset"] = settings.Dataset;
        model.Metadata[Predictor.ClassNamesKey] = JsonSerializer.Serialize(classNames);
        model.Metadata[ImagePreparation.Key] = preparation.ToJson();
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

    /// <summary>The model of a file of any kind that holds one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">What values of its images become, where the file does not say it; null for what is usual.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or holds weights without a model.</exception>
    public static ModelFile Read(string path, string? preprocessing = null)
    {
        var other = FileFormats.Find(path) is { Load: { } load } format && !EndsAsOwn(path) && File.Exists(path) && format.IsModel(path)
            ? load(path) : null;
        if (other is null) CheckKind(path);
        var model = other ?? Model.Load(path);
        var told = model.Metadata;
        return new(model, told.TryGetValue("net", out var net) ? net : model.Name, told.TryGetValue("dataset", out var dataset) ? dataset
            : null,
                   told.TryGetValue("class_names", out var names) ? Names(names, path) : [],
                   PreparationOf(model, path, preprocessing))
        { IsOwn = other is null };
    }

    static bool EndsAsOwn(string path) => path.EndsWith(OwnEnding, StringComparison.OrdinalIgnoreCase);

    // What was asked for, or what the file says. Nets as ONNX are mostly torchvision's; one with a Rescaling prepares images itself.
    static ImagePreparation PreparationOf(Model model, string path, string? asked)
    {
        if (asked is not null) return ImagePreparation.Published(Preprocessing.Named(asked));
        if (EndsAsOwn(path) || model.InputShape is not [_, _, 3] || model.Metadata.ContainsKey(ImagePreparation.Key)
            || model.Metadata.ContainsKey(ImageNet.NormalizationKey)) return ImagePreparation.Of(model, path);
        return ImagePreparation.Published(model.Layers.Any(l => l is Layers.Rescaling or Layers.Normalization) ? Preprocessing.None
            : path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? Preprocessing.Torch : Preprocessing.Unit);
    }

    static void CheckKind(string path)
    {
        if (FileKind.Of(path) is { } kind && kind != FileKind.SafeTensors)
            throw Damaged.Other(path, kind.Name, "the file of a model", kind.IsPicture || kind == FileKind.Idx
                ? "Give the model first, such as runs/glyphs-lab-d/model.safetensors, and the images after it."
                : "Give a .safetensors file that 'hornbill train' or Model.Save wrote, or a .onnx, .keras or .h5 by its ending.");
    }

    static string[] Names(string json, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(json) ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"'{path}' has class names that cannot be read, but a list of strings is expected. Save the model again.", e);
        }
    }
}
