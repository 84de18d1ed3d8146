using Hornbill.Models;

namespace Hornbill.Applications;

/// <summary>Weights in HDF5, as Keras publishes them. The package Hornbill.Keras reads them, once it was told to.</summary>
static class Hdf5Weights
{
    /// <summary>Puts a file's weights into a model; null where the package is not there.</summary>
    public static Action<Model, string>? Reader { get; set; }

    /// <summary>What to do without the package.</summary>
    public static string Needed(Application net, string path) =>
        $"'{Plain.Text(path)}' with the weights of {net.Name} is an HDF5 file of Keras, but the library itself reads .safetensors, .npz and " +
        ".pth. Add the package Hornbill.Keras and call KerasModel.Register(), or use a net with torchvision's weights " +
        "(variant: \"torch\").";

    /// <summary>Sets all weights of a net.</summary>
    /// <exception cref="ArgumentException">The package is not there, or the weights are another net's.</exception>
    public static void Set(Model model, Application net, string path, Action<Model, string>? reader)
    {
        var read = reader ?? throw new ArgumentException(Needed(net, path));
        if (net.TopLayers.Any(t => model.Layers.Any(l => l.Name == t)) || !TrySetFromWhole(model, net, path, read)) read(model, path);
    }

    // Layers are told by their order, so that a file with the top needs a net with it.
    static bool TrySetFromWhole(Model model, Application net, string path, Action<Model, string> read)
    {
        var whole = net.Build(new(true, null, null, null, net.Classes, null, null, 0), draws: false);
        try
        {
            read(whole, path);
        }
        catch (ArgumentException)
        {
            return false; // a file without the top
        }
        var weights = whole.GetWeights().ToDictionary(w => w.Name, w => w.Value);
        model.SetWeights([.. model.GetWeights().Select(w => weights[w.Name])]);
        return true;
    }
}
