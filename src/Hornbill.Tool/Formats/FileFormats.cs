using Hornbill.Applications;
using Hornbill.Keras;
using Hornbill.Models;
using Hornbill.Onnx;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Tool.Formats;

/// <summary>The kinds of files that models come in and go out by: each has its line.</summary>
static class FileFormats
{
    const string Float = "float32", WholeModel = "hornbill.model";

    // Longer endings first: net.weights.h5 ends with .h5 too.
    static readonly FileFormat[] All =
    [
        new("a file of Hornbill", ".safetensors")
        { IsModel = IsOurs, Load = path => Model.Load(path), LoadInto = Own, Save = (m, path) => m.Save(path), List = SafeTensors },
        new("NumPy's arrays", ".npz") { LoadInto = Own, Save = (m, path) => m.SaveWeights(path), List = Arrays },
        new("Keras's weights", ".weights.h5") { LoadInto = Keras, Save = (m, path) => m.SaveKeras(path), List = Hdf5 },
        new("a file of Keras 3", ".keras")
        { IsModel = _ => true, Load = path => KerasModel.Load(path), LoadInto = Keras, Save = (m, path) => m.SaveKeras(path), List = Hdf5 },
        new("a file of Keras before 3", ".h5", ".hdf5")
        { IsModel = KerasModel.IsModel, Load = path => KerasModel.Load(path), LoadInto = Keras, List = Hdf5 },
        new("a state dict of PyTorch", ".pth", ".pt") { LoadInto = Torch, List = Tensors },
        new("an ONNX file", ".onnx") { IsModel = _ => true, Load = path => OnnxModel.Load(path), Save = (m, path) => m.ExportOnnx(path) },
    ];

    /// <summary>The kind of a file, by how it ends.</summary>
    /// <exception cref="ArgumentException">It ends otherwise.</exception>
    public static FileFormat Of(string path) =>
        Find(path) ?? throw Choices.Unknown("kind of file", Path.GetExtension(path), All.SelectMany(f => f.Endings));

    /// <summary>The same, or null.</summary>
    public static FileFormat? Find(string path) =>
        All.FirstOrDefault(f => f.Endings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)));

    static bool IsOurs(string path)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "a safetensors file", FileKind.SafeTensors);
        return SafeTensorsHeader.Read(file, path).Metadata.ContainsKey(WholeModel);
    }

    static IEnumerable<(string, Shape, string)> SafeTensors(string path) =>
        SafeTensorsFile.Read(path).Tensors.Select(t => (t.Name, t.Value.Shape, Float));

    static IEnumerable<(string, Shape, string)> Arrays(string path) =>
        NpzFile.Read(path).Arrays.Select(a => (a.Name, a.Value.Shape, a.Value.Type));

    static IEnumerable<(string, Shape, string)> Tensors(string path) =>
        PyTorchWeights.Read(path).Tensors.Select(t => (t.Name, t.Shape, t.Type));

    static IEnumerable<(string, Shape, string)> Hdf5(string path) => KerasModel.ListWeights(path);

    // A map is for names and layouts of PyTorch, which a safetensors file may have, too.
    static string Own(Model model, string path, WeightsWords words) =>
        words.Map is null ? $"{model.LoadWeights(path, words.By)}" : Torch(model, path, words);

    static string Keras(Model model, string path, WeightsWords words) => words.By == "name" && words.Map is null
        ? $"{KerasModel.LoadWeights(model, path)}"
        : throw new ArgumentException("Keras's weights have their places by layers, but --by order or --map was given. Leave it out.");

    static string Torch(Model model, string path, WeightsWords words) => $"{model.LoadStateDict(path, words.By, words.Map)}";
}
