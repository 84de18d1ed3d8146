using System.Globalization;
using Hornbill.Engine;
using Hornbill.Layers;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    // Keys of a model's file; a program's own strings have others.
    const string Reserved = "hornbill.", FormatKey = "hornbill.model", ArchitectureKey = "hornbill.architecture", CompileKey =
        "hornbill.compile", SeedKey = "hornbill.seed";
    const string Format = "1", SlotPrefix = "optimizer:";

    /// <summary>A program's own strings, which the model's file holds beside it: names of classes, where it was trained.</summary>
    /// <example><code>model.Metadata["classes"] = "ants,bees";</code></example>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes all of the model to one safetensors file, aside and then renamed: weights, architecture, seed,
    /// <see cref="Metadata"/>, and where it is compiled the optimizer with its slots and steps, losses and metrics. A checksum notices
    /// damage.</summary>
    /// <param name="path">The file, which ends with <c>.safetensors</c>.</param>
    /// <exception cref="ArgumentException">The path has another ending, a key of the metadata begins with <c>hornbill.</c>, or something of
    /// your own has a name that could not be loaded.</exception>
    /// <example><code>
    /// model.Save("net.safetensors");
    /// var again = Model.Load("net.safetensors"); // trains on as if nothing had happened
    /// </code></example>
    public void Save(string path)
    {
        CheckEnding(path);
        CheckNames();
        var metadata = new Dictionary<string, string>(Metadata)
        {
            [FormatKey] = Format,
            [ArchitectureKey] = ToConfig(),
            [SeedKey] = Seed.ToString(CultureInfo.InvariantCulture),
        };
        var tensors = GetWeights().Select(w => (w.Name, w.Value));
        if (_training is not null)
        {
            metadata[CompileKey] = Settings().ToJson();
            tensors = tensors.Concat(GetOptimizerState().Slots.Select(s => (SlotPrefix + s.Name, s.Value)));
        }
        SafeTensorsFile.Write(path, tensors, metadata, checksum: true);
    }

    /// <summary>Throws where its names keep it from being saved.</summary>
    internal void CheckNames()
    {
        if (Metadata.Keys.FirstOrDefault(k => k.StartsWith(Reserved, StringComparison.Ordinal)) is { } taken)
            throw new ArgumentException(
                $"The metadata of model '{Shown}' has the key '{taken}' but keys that begin with '{Reserved}' are the file's own. Choose " +
                $"another.");
        if (Layers.FirstOrDefault(l => l.Name.StartsWith(SlotPrefix, StringComparison.Ordinal)) is { } odd)
            throw new ArgumentException(
                $"The layer '{odd.Shown}' of model '{Shown}' has a name that begins with '{SlotPrefix}' but those are the optimizer's. " +
                $"Choose another.");
        if (NamedVariables.GroupBy(n => n.Name).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new ArgumentException(
                $"Model '{Shown}' has two weights of the name '{Plain.Text(twice)}' but a file keeps them by their names. Give the " +
                $"layers names that do not meet.");
    }

    /// <summary>The model that <see cref="Save"/> wrote, compiled where it was: its next training step has the same bits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="compile">Whether it is compiled as it was; else it only predicts.</param>
    /// <param name="customObjects">How what is your own is made, as <see cref="FromConfig"/> takes it.</param>
    /// <param name="name">A name instead of the one in the file: two models of one name cannot be parts of another.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds no model; the message names it. No more memory is taken than
    /// the file's size accounts for, and nothing in it is executed.</exception>
    public static Model Load(string path, bool compile = true, CustomObjects? customObjects = null, string? name = null) =>
        Load(SafeTensorsFile.Read(path), path, compile, customObjects).Called(name);

    internal static Model Load(SafeTensorsFile file, string path, bool compile = true, CustomObjects? customObjects = null)
    {
        string Get(string key) => file.Metadata.TryGetValue(key, out var value) ? value : throw new InvalidDataException(
            $"'{path}' has no '{key}' in its metadata, but a model's file has. Give one that Save wrote; weights alone go by LoadWeights.");
        if (Get(FormatKey) is not Format and var version)
            throw new InvalidDataException(
                $"'{path}' is a model of the format version '{Choices.Short(version)}', but this program reads {Format}. Use a newer " +
                $"Hornbill.");
        try
        {
            return Make(file, Get, compile, customObjects);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidDataException)
        {
            throw new InvalidDataException($"'{path}' holds no usable model: {Plain.Text(e.Message)}", e);
        }
    }

    static Model Make(SafeTensorsFile file, Func<string, string> get, bool compile, CustomObjects? customObjects)
    {
        (string Name, Tensor Value)[] weights = [.. file.Tensors.Where(t => !IsSlot(t))];
        NamedWeights[] slots = [.. file.Tensors.Where(IsSlot).Select(t => new NamedWeights(t.Name[SlotPrefix.Length..], t.Value))];
        var settings = compile && file.Metadata.TryGetValue(CompileKey, out var text)
            ? CompileSettings.FromJson(text, customObjects ?? new()) : null;
        if (!ulong.TryParse(get(SeedKey), NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            throw new FormatException(
                $"Its seed is '{Choices.Short(get(SeedKey))}' but must be a whole number from 0 to {ulong.MaxValue}. Save the model " +
                $"again.");
        var model = FromText(get(ArchitectureKey), seed, customObjects, new(weights.Sum(w => (long)w.Value.Data.Length), draws: false));
        model.SetWeights(Matched(model.NamedVariables, weights));
        foreach (var (key, value) in file.Metadata.Where(m => !m.Key.StartsWith(Reserved, StringComparison.Ordinal))) model.Metadata[key] =
            value;
        if (settings is not null) model.CompileAs(settings, slots);
        return model;
    }

    // A file of another format would be taken for what it is not.
    static void CheckEnding(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"A model was to be saved to '{path}' but only files that end with .safetensors are written. " +
                                        $"Use '{Path.ChangeExtension(path, ".safetensors")}'; for weights alone SaveWeights writes .npz " +
                                        $"too, and for Keras SaveKeras of the package Hornbill.Keras .keras.");
    }

    static bool IsSlot((string Name, Tensor Value) tensor) => tensor.Name.StartsWith(SlotPrefix, StringComparison.Ordinal);

    static Tensor[] Matched(IReadOnlyList<(string Name, Graph.Variable Variable)> needed, (string Name, Tensor Value)[] came)
    {
        if (came.Length != needed.Count)
            throw new ArgumentException(
                $"There are {came.Length} weights but the architecture needs {needed.Count}. Save the model again.");
        for (var i = 0; i < came.Length; i++)
            if (came[i].Name != needed[i].Name || came[i].Value.Shape != needed[i].Variable.Shape)
                throw new ArgumentException(
                    $"Weight {i} is '{Plain.Text(came[i].Name)}' of shape {came[i].Value.Shape} but the architecture needs " +
                    $"'{Plain.Text(needed[i].Name)}' of shape " +
                                            $"{needed[i].Variable.Shape}. Save the model again.");
        return [.. came.Select(t => t.Value)];
    }

    CompileSettings Settings()
    {
        var byOutput = _outputs.Select((_, i) => Objectives.FirstOrDefault(o => o.Output == i)).ToArray();
        return new(TrainingState.Optimizer, [.. byOutput.Select(o => o?.Loss)], [.. byOutput.Select(o => o?.Weight ?? 1)],
            [.. byOutput.Select(o => o?.Metrics ?? [])],
                   [.. TrainingState.Variables.Select(_store.Name)],
                   [.. NamedVariables.Where(n => _frozen.Contains(n.Variable)).Select(n => n.Name)], TrainingState.Steps, _draws.Numbers);
    }

    void CompileAs(CompileSettings settings, IReadOnlyList<NamedWeights> slots)
    {
        var byName = NamedVariables.ToDictionary(n => n.Name, n => n.Variable);
        Compile(settings.Optimizer, settings.Losses, settings.Weights, settings.Metrics, reached =>
            [.. settings.Trained.Select(name => byName.Remove(name, out var v) && v.Trainable && reached.Contains(v) ? v
                : throw new ArgumentException(
                $"The weight '{Plain.Text(name)}' was trained but the architecture has none such that training could change, or it came " +
                $"twice. Save the model again."))],
            settings.Frozen.Select(name => byName.Remove(name, out var v) && !v.Trainable ? v : throw new ArgumentException(
                $"The statistics '{Plain.Text(name)}' were frozen but the architecture has none such, or they came twice. Save the model " +
                $"again.")));
        SetOptimizerState(new(settings.Steps, slots));
        _draws.Numbers = settings.Draws;
    }
}
