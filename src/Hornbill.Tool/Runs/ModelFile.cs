using System.Text.Json;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>A trained model in one safetensors file: the weights under their names, and in the metadata what it takes to build and
/// use it.</summary>
sealed class ModelFile
{
    const string Format = "1";

    /// <summary>The model, its weights set.</summary>
    public required Model Model { get; init; }

    public required string Net { get; init; }

    /// <summary>The data set it was trained on.</summary>
    public required string Dataset { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    public required string Loss { get; init; }

    public required string Optimizer { get; init; }

    public static void Write(TrainSettings settings, Model model, IReadOnlyList<string> classNames) =>
        SafeTensorsFile.Write(settings.ModelPath, model.GetWeights().Select(w => (w.Name, w.Value)), new Dictionary<string, string>
        {
            ["format_version"] = Format,
            ["engine"] = Product.Engine,
            ["config"] = model.ToConfig(),
            ["seed"] = $"{settings.Seed}",
            ["net"] = settings.Net.Name,
            ["dataset"] = settings.Dataset,
            ["class_names"] = JsonSerializer.Serialize(classNames),
            ["loss"] = Models.Net.Loss,
            ["optimizer"] = settings.Optimizer,
        });

    /// <exception cref="InvalidDataException">The file is damaged, or holds weights without a model.</exception>
    public static ModelFile Read(string path)
    {
        var file = SafeTensorsFile.Read(path);
        string Get(string key) => file.Metadata.TryGetValue(key, out var value) ? value : throw new InvalidDataException(
            $"'{path}' has no '{key}' in its metadata, but a model of hornbill has. Give a file that 'hornbill train' wrote.");
        if (Get("format_version") is not Format and var version)
            throw new InvalidDataException($"'{path}' has the format version '{version}', but this program reads {Format}. " +
                                           "Use a newer hornbill.");
        var model = Build(Get("config"), path);
        model.SetWeights(InOrder(model, file, path));
        return new()
        {
            Model = model,
            Net = Get("net"),
            Dataset = Get("dataset"),
            ClassNames = Names(Get("class_names"), path),
            Loss = Get("loss"),
            Optimizer = Get("optimizer"),
        };
    }

    static Model Build(string config, string path)
    {
        try
        {
            return Model.FromConfig(config);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException or InvalidOperationException
                                       or KeyNotFoundException)
        {
            throw new InvalidDataException($"'{path}' describes no model: {e.Message} Save it again with 'hornbill train'.", e);
        }
    }

    static Tensor[] InOrder(Model model, SafeTensorsFile file, string path)
    {
        var stored = file.Tensors.ToDictionary(t => t.Name, t => t.Value);
        var needed = model.GetWeights();
        foreach (var (name, weights) in needed)
            if (!stored.TryGetValue(name, out var value) || value.Shape != weights.Shape)
                throw new InvalidDataException($"'{path}' holds '{name}' {(value is null ? "not at all" : $"as {value.Shape}")}, " +
                                               $"but its model needs it as {weights.Shape}. Save the model again.");
        if (stored.Count != needed.Count)
            throw new InvalidDataException($"'{path}' holds {stored.Count} tensors, but its model needs {needed.Count}. " +
                                           "Save the model again.");
        return [.. needed.Select(w => stored[w.Name])];
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
