using System.Text.Json.Nodes;
using Hornbill.Applications;
using Hornbill.Engine;
using Hornbill.Keras.Hdf5;
using Hornbill.Keras.Reading;
using Hornbill.Keras.Writing;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Keras;

/// <summary>Models in Keras's files: <c>.keras</c> of Keras 3, <c>.h5</c> of Keras before, <c>.weights.h5</c> of either. Sequential and
/// functional models of the layers that Hornbill has; nothing in a file is executed.</summary>
/// <example><code>
/// var model = KerasModel.Load("net.keras");
/// model.SaveKeras("tuned.keras"); // keras.models.load_model("tuned.keras") predicts the same
/// </code></example>
public static class KerasModel
{
    const string ModelConfig = "model_config", CompileConfig = "compile_config", FormerCompileConfig = "training_config";
    const int Depth = 256; // a layer of a model within a model is ten levels deep

    /// <summary>The model that a file holds, with its weights, names and which layers are trained. It is compiled as it was where its
    /// optimizer, losses and metrics are known here, without the optimizer's state.</summary>
    /// <param name="path">A <c>.keras</c> or <c>.h5</c> file.</param>
    /// <param name="customObjects">How layers of your own are made, by their classes' names or, for a <c>Lambda</c>, by the layer's
    /// own.</param>
    /// <exception cref="InvalidDataException">The file is damaged, holds a layer that Hornbill lacks, which is named, or something that
    /// would have to be executed. No more memory is taken than the file's size accounts for.</exception>
    public static Model Load(string path, CustomObjects? customObjects = null)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "a file of Keras", FileKind.Zip, FileKind.Hdf5);
        if (FileKind.Of(path) == FileKind.Zip)
        {
            var archive = new KerasArchive(file, path);
            var (config, weights) = (archive.Config(), archive.Weights());
            var model = Make(config, weights.Root, path, customObjects, weights.Length);
            KerasCompile.Apply(model, Json(config)[CompileConfig] as JsonObject);
            foreach (var (key, value) in archive.Metadata()) model.Metadata[key] = value;
            return model;
        }
        var root = Hdf5File.Open(file, path, 0, file.Length);
        var former = Make(root.Attributes.Text(ModelConfig) ?? throw Damaged.Other(path, "a file of weights alone", "a whole model",
            "Make the model, and call KerasModel.LoadWeights."), root, path, customObjects, file.Length);
        if (root.Attributes.Text(FormerCompileConfig) is { } settings) KerasCompile.Apply(former, Settings(settings));
        return former;
    }

    // What is said of training is no reason to refuse a model.
    static JsonObject? Settings(string json)
    {
        try
        {
            return Json(json);
        }
        catch (Exception e) when (Config.IsBad(e) || e is InvalidDataException)
        {
            return null;
        }
    }

    static JsonObject Json(string config) => BoundedJson.Object(config, Depth);

    /// <summary>Lets the nets of <c>Hornbill.Applications</c> take weights in HDF5, as Keras publishes them: call it once, before the
    /// first.</summary>
    /// <example><code>
    /// KerasModel.Register();
    /// var net = ResNet.ResNet50(); // Keras's, whose published weights are a .h5
    /// </code></example>
    public static void Register() => Hdf5Weights.Reader = (model, path) => LoadWeights(model, path);

    /// <summary>Sets the weights that a file of Keras holds.</summary>
    /// <param name="model">A model of the same architecture.</param>
    /// <param name="path">A <c>.weights.h5</c>, <c>.h5</c> or <c>.keras</c> file.</param>
    /// <param name="skipMismatch">Whether those that fit are set where others do not; else nothing is.</param>
    /// <returns>What was set and what did not match.</returns>
    /// <exception cref="ArgumentException">Something does not match, and is not to be skipped; the model is unchanged then.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the model is unchanged then.</exception>
    public static WeightsReport LoadWeights(Model model, string path, bool skipMismatch = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "a file of Keras", FileKind.Zip, FileKind.Hdf5);
        return model.LoadWeights(KerasWeights.Of(model, Root(file, path), path), path, "name", skipMismatch);
    }

    /// <summary>Writes a model as Keras 3 opens it: its architecture and weights, without how it is compiled, aside and then renamed. What
    /// is <see cref="Model.Metadata"/> is kept for Hornbill.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, which ends with <c>.keras</c>, or with <c>.weights.h5</c> for the weights alone.</param>
    /// <exception cref="ArgumentException">The path has another ending, or the model a layer that Keras lacks, which is named.</exception>
    public static void SaveKeras(this Model model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(path);
        if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase)) AtomicFile.Write(path, KerasFile.Weights(model).Write);
        else if (path.EndsWith(".keras", StringComparison.OrdinalIgnoreCase))
        {
            var write = KerasFile.Archive(model);
            AtomicFile.Write(path, write);
        }
        else throw new ArgumentException(
            $"A model was to be written for Keras to '{Plain.Text(path)}' but only files that end with .keras or .weights.h5 are. " +
            $"Use '{Plain.Text(Path.ChangeExtension(path, ".keras"))}'.");
    }

    /// <summary>Whether an HDF5 file holds a whole model, and not weights alone.</summary>
    internal static bool IsModel(string path)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "an HDF5 file", FileKind.Hdf5);
        return Hdf5File.Open(file, path, 0, file.Length).Attributes.Has(ModelConfig);
    }

    /// <summary>The data sets of a file: names with their groups, shapes, types of the numbers.</summary>
    internal static IReadOnlyList<(string Name, Shape Shape, string Type)> ListWeights(string path)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "a file of Keras", FileKind.Zip, FileKind.Hdf5);
        return [.. Root(file, path).All().Select(d => (d.Name, d.Values.Shape, d.Values.Type))];
    }

    static Hdf5Group Root(FileStream file, string path) => FileKind.Of(path) == FileKind.Zip
        ? new KerasArchive(file, path).Weights().Root
        : Hdf5File.Open(file, path, 0, file.Length);

    static Model Make(string config, Hdf5Group root, string path, CustomObjects? customObjects, long length)
    {
        var model = Architecture(config, path, customObjects ?? new(), length);
        try
        {
            model.LoadWeights(KerasWeights.Of(model, root, path), path, "name", skipMismatch: false);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        return model;
    }

    static Model Architecture(string config, string path, CustomObjects customObjects, long length)
    {
        try
        {
            var json = KerasArchitecture.Translate(Json(config), customObjects);
            return Model.FromText(json, 0, customObjects, new Allowance(Packing.Most(length) / sizeof(float), draws: false));
        }
        catch (Exception e) when (Config.IsBad(e) || e is InvalidDataException)
        {
            throw new InvalidDataException(Plain.Text($"'{path}' holds no usable model: {e.Message}")
                + (e is InvalidDataException ? "" : " But layers with class_name and config are expected. Save the model again in Keras."),
                    e);
        }
    }
}
