using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>Turns weights from PyTorch's layouts to Keras's: convolutions (out, in, h, w) to (h, w, in, out), depthwise ones
/// (in × times, 1, h, w) to (h, w, in, times), of sequences likewise, dense ones (out, in) to (in, out), and behind a Flatten channels from
/// first to last.</summary>
sealed class WeightLayouts(Model model)
{
    readonly Dictionary<Variable, Layer> _owners = Leaves(model).SelectMany(l => l.Variables.Select(v => (v, l))).DistinctBy(p => p.v)
        .ToDictionary(p => p.v, p => p.l);

    /// <summary>A tensor of a file as the variable has it.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Turned(Variable variable, StoredWeight tensor, string path)
    {
        var needed = variable.Shape;
        var (there, from, axes) = Layout(variable, _owners[variable]);
        if (!Fits(there, tensor.Shape)) throw Misfit(tensor, there, path);
        var values = tensor.Read();
        return axes.Length == 1 ? values.Reshape(needed) : values.Reshape(from).Transpose(axes).Reshape(needed);
    }

    // The shape there, with its dimensions split where one is two here, and those in the order here.
    static (Shape There, Shape From, int[] Axes) Layout(Variable variable, Layer layer)
    {
        var s = variable.Shape;
        (Shape, Shape, int[]) Same(Shape there, params int[] axes) => (there, there, axes);
        return (layer, s.Rank) switch
        {
            (_, 4) when IsDepthwise(variable, layer) => ([s[2] * s[3], 1, s[0], s[1]], [s[2], s[3], s[0], s[1]], [2, 3, 0, 1]),
            (_, 3) when IsDepthwise(variable, layer) => ([s[1] * s[2], 1, s[0]], [s[1], s[2], s[0]], [2, 0, 1]),
            (_, 4) => Same([s[3], s[2], s[0], s[1]], 2, 3, 1, 0),
            (not PReLU, 3) => Same([s[2], s[1], s[0]], 2, 1, 0),
            (Dense, 2) when Flattened(layer) is { } image => Same([s[1], image[2], image[0], image[1]], 2, 3, 1, 0),
            (_, 2) => Same([s[1], s[0]], 1, 0),
            (BatchNormalization, 1) when Flattened(layer) is { } image => Same([image[2], image[0], image[1]], 1, 2, 0),
            _ => Same(s, 0),
        };
    }

    static bool IsDepthwise(Variable variable, Layer layer) =>
        layer is DepthwiseConv1D or DepthwiseConv2D || variable.Name.EndsWith("depthwise_kernel", StringComparison.Ordinal);

    static IEnumerable<Layer> Leaves(Layer layer) => layer is Model or TimeDistributed ? layer.Parts.SelectMany(Leaves) : [layer];

    /// <summary>What to say of a tensor of another shape.</summary>
    public static ArgumentException Misfit(StoredWeight tensor, Shape needed, string path) =>
        new(Plain.Text($"'{path}' has '{Choices.Short(tensor.Name)}' of shape {tensor.Shape}, but the net needs {needed}. Give the " +
            "weights of that net, or the number of classes that they have."));

    // Dimensions of 1 tell apart 1 × 1 convolutions and dense layers, nothing else; those of an image may be joined.
    static bool Fits(Shape needed, Shape came) => came.Elements == needed.Elements
        && (came.Where(d => d != 1).SequenceEqual(needed.Where(d => d != 1)) || (came.Rank == 2 && came[0] == needed[0])
            || (came.Rank == 1 && needed.Rank == 3));

    // The image that a layer sees in a row, where nothing behind the Flatten moved its values.
    static Shape? Flattened(Layer layer)
    {
        while (layer.Inputs is [{ Label.Owner: Layer before }])
        {
            if (before is Flatten) return before.Input.Shape is { Rank: 3 } image ? image : null;
            if (before is not (
                Dropout or GaussianDropout or GaussianNoise or AlphaDropout or Identity or Layers.Activation or ReLU or LeakyReLU
                or ELU or BatchNormalization)) return null;
            layer = before;
        }
        return null;
    }
}
